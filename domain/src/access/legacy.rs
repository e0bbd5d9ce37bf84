//! The shapes of the older access API (`/validate/{username}`, `/access/{username}`), kept so that its clients go on
//! working. Where it was wrong we differ on purpose: a lapsed access counts from now, an unknown duration is refused,
//! and an access that exists is extended instead of being reported as a success and left alone.

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::attempt::Effect;
use super::duration::GrantDuration;
use super::expiry::Expiry;
use super::wire::PineId;
use crate::validation::FieldError;

/// Scripts of one request at most.
pub const MAX_SCRIPTS: usize = 100;

/// The answer of `GET /validate/{username}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Validation {
    /// Whether there is such a user.
    #[serde(rename = "validuser")]
    pub valid_user: bool,
    /// The exact spelling; empty without such a user.
    #[serde(rename = "verifiedUserName")]
    pub verified_username: String,
}

/// What became of one script of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum LegacyStatus {
    /// Done.
    Success,
    /// Not done.
    Failure,
    /// There was nothing to do: it is a lifetime already.
    #[serde(rename = "Not Applied")]
    NotApplied,
}

impl LegacyStatus {
    /// The word for how an attempt ended, given the access before it.
    pub fn of(effect: Option<Effect>, before: Option<Expiry>) -> Self {
        match (effect, before) {
            (None, _) => Self::Failure,
            (Some(Effect::Unchanged), Some(Expiry::Never)) => Self::NotApplied,
            (Some(_), _) => Self::Success,
        }
    }
}

/// One element of the answers of `/access/{username}`; `GET` leaves the last two fields out, `DELETE` the expiration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LegacyAccess {
    /// The script, as TradingView names it.
    pub pine_id: String,
    /// The user.
    pub username: String,
    /// Whether there is an access; of `POST` and `DELETE`: whether there was one before.
    #[serde(rename = "hasAccess")]
    pub has_access: bool,
    /// Whether it is, or was, a lifetime.
    #[serde(rename = "noExpiration")]
    pub no_expiration: bool,
    /// When it ends, or would have ended; an empty text without an end.
    #[serde(rename = "currentExpiration", serialize_with = "as_text")]
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub current_expiration: Option<Expiry>,
    /// When it ends after a `POST`.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_text")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    pub expiration: Option<Expiry>,
    /// What was done by a `POST` or `DELETE`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<LegacyStatus>,
}

impl LegacyAccess {
    /// What `GET` says of an access that ends at `expiry` (`None`: there is none).
    pub fn new(pine_id: &PineId, username: &str, expiry: Option<Expiry>) -> Self {
        Self {
            pine_id: pine_id.as_str().to_owned(),
            username: username.to_owned(),
            has_access: expiry.is_some(),
            no_expiration: expiry == Some(Expiry::Never),
            current_expiration: expiry,
            expiration: None,
            status: None,
        }
    }

    /// What `POST` says after it; `self` is the state before.
    #[must_use]
    pub fn granted(mut self, expiry: Option<Expiry>, status: LegacyStatus) -> Self {
        self.expiration = expiry;
        self.status = Some(status);
        self
    }

    /// What `DELETE` says after it; `self` is the state before.
    #[must_use]
    pub fn removed(mut self, status: LegacyStatus) -> Self {
        self.status = Some(status);
        self
    }
}

/// A time, or an empty text for lifetime and for no access.
#[expect(clippy::ref_option, reason = "serde hands over a reference to the field")]
fn as_text<S: Serializer>(expiry: &Option<Expiry>, serializer: S) -> Result<S::Ok, S::Error> {
    match expiry.and_then(Expiry::at) {
        Some(at) => serializer.collect_str(&at),
        None => serializer.serialize_str(""),
    }
}

/// A body of `/access/{username}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegacyRequest {
    /// The scripts, each once, in the request's order.
    pub pine_ids: Vec<PineId>,
    /// Of a `POST`.
    pub duration: Option<GrantDuration>,
}

/// Reads a body. A `POST` needs a duration; other methods ignore it. On failure: every field that is wrong.
pub fn parse_request(body: &str, needs_duration: bool) -> Result<LegacyRequest, Vec<FieldError>> {
    let Ok(Value::Object(fields)) = serde_json::from_str::<Value>(body) else {
        return Err(vec![FieldError::new("body", "Send a JSON object with pine_ids.")]);
    };
    let mut errors = Vec::new();
    let listed = fields
        .get("pine_ids")
        .and_then(Value::as_array)
        .map_or(&[][..], Vec::as_slice);
    if listed.is_empty() || listed.len() > MAX_SCRIPTS {
        errors.push(FieldError::new(
            "pine_ids",
            format!("Send a list of 1 to {MAX_SCRIPTS} script ids."),
        ));
    }
    let mut pine_ids: Vec<PineId> = Vec::new();
    for (index, value) in listed.iter().enumerate().take(MAX_SCRIPTS) {
        match PineId::parse(value.as_str().unwrap_or_default()) {
            Ok(id) if pine_ids.contains(&id) => {}
            Ok(id) => pine_ids.push(id),
            Err(error) => errors.push(FieldError::new(format!("pine_ids[{index}]"), error.to_string())),
        }
    }
    let text = fields.get("duration").and_then(Value::as_str).unwrap_or_default();
    let duration = needs_duration.then(|| text.parse::<GrantDuration>()).transpose();
    let duration = duration.unwrap_or_else(|error| {
        errors.push(FieldError::new("duration", error.to_string()));
        None
    });
    if errors.is_empty() {
        Ok(LegacyRequest { pine_ids, duration })
    } else {
        Err(errors)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Timestamp;

    const ID: &str = "PUB;0123456789abcdef0123456789abcdef";

    fn json(value: &impl Serialize) -> String {
        serde_json::to_string(value).unwrap()
    }

    fn access(expiry: Option<Expiry>) -> LegacyAccess {
        LegacyAccess::new(&PineId::parse(ID).unwrap(), "Jane", expiry)
    }

    fn end(text: &str) -> Expiry {
        Expiry::At(Timestamp::parse(text).unwrap())
    }

    #[test]
    fn the_answers_have_the_older_shapes() {
        let validation = Validation {
            valid_user: true,
            verified_username: "Jane".to_owned(),
        };
        assert_eq!(
            json(&validation),
            r#"{"validuser":true,"verifiedUserName":"Jane"}"#
        );
        assert_eq!(
            json(&access(None)),
            format!(
                r#"{{"pine_id":"{ID}","username":"Jane","hasAccess":false,"noExpiration":false,"currentExpiration":""}}"#
            )
        );
        assert_eq!(
            json(&access(Some(Expiry::Never))),
            format!(
                r#"{{"pine_id":"{ID}","username":"Jane","hasAccess":true,"noExpiration":true,"currentExpiration":""}}"#
            )
        );
        let before = access(Some(end("2024-01-15T10:30:00Z")));
        assert_eq!(
            json(
                &before
                    .clone()
                    .granted(Some(end("2024-02-15T10:30:00Z")), LegacyStatus::Success)
            ),
            format!(
                r#"{{"pine_id":"{ID}","username":"Jane","hasAccess":true,"noExpiration":false,"currentExpiration":"2024-01-15T10:30:00.000Z","expiration":"2024-02-15T10:30:00.000Z","status":"Success"}}"#
            )
        );
        assert_eq!(
            json(&before.removed(LegacyStatus::Failure)),
            format!(
                r#"{{"pine_id":"{ID}","username":"Jane","hasAccess":true,"noExpiration":false,"currentExpiration":"2024-01-15T10:30:00.000Z","status":"Failure"}}"#
            )
        );
        assert_eq!(json(&LegacyStatus::NotApplied), "\"Not Applied\"");
    }

    #[test]
    fn the_words_follow_the_attempt() {
        let lifetime = Some(Expiry::Never);
        assert_eq!(
            LegacyStatus::of(Some(Effect::Unchanged), lifetime),
            LegacyStatus::NotApplied
        );
        assert_eq!(
            LegacyStatus::of(Some(Effect::Applied), None),
            LegacyStatus::Success
        );
        assert_eq!(
            LegacyStatus::of(Some(Effect::Confirmed), None),
            LegacyStatus::Success
        );
        assert_eq!(LegacyStatus::of(None, lifetime), LegacyStatus::Failure);
    }

    #[test]
    fn requests_are_read_or_refused_with_reasons() {
        let body = format!(r#"{{"pine_ids":["{ID}","{ID}"],"duration":"7D"}}"#);
        let request = parse_request(&body, true).unwrap();
        assert_eq!((request.pine_ids.len(), request.duration), (1, "7D".parse().ok()));
        let body = format!(r#"{{"pine_ids":["{ID}"]}}"#);
        assert_eq!(parse_request(&body, false).unwrap().duration, None);
        for (body, fields) in [
            ("", vec!["body"]),
            ("[]", vec!["body"]),
            ("{}", vec!["pine_ids", "duration"]),
            (
                r#"{"pine_ids":["x",7],"duration":"7X"}"#,
                vec!["pine_ids[0]", "pine_ids[1]", "duration"],
            ),
        ] {
            let found: Vec<_> = parse_request(body, true)
                .unwrap_err()
                .into_iter()
                .map(|error| error.field)
                .collect();
            assert_eq!(found, fields, "{body}");
        }
    }
}
