//! A request to Alpaca, read as far as any handler needs it, and what is answered. Plain data, so that handlers are
//! functions.

use pinewire_domain::time::Timestamp;
use serde_json::Value;

use crate::{
    venue::{account::Account, refusal::Refusal},
    world::{Credentials, Quota, World},
};

/// A request.
#[derive(Debug, Clone)]
pub(crate) struct Visit {
    pub(crate) method: String,
    pub(crate) path: String,
    /// What stands behind the `?`.
    pub(crate) query: String,
    pub(crate) credentials: Option<Credentials>,
    pub(crate) body: Vec<u8>,
    /// The real time.
    pub(crate) at: Timestamp,
    /// Random, for what must not be guessed.
    pub(crate) entropy: [u8; 32],
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) content_type: &'static str,
    pub(crate) body: String,
    /// Where to go instead.
    pub(crate) location: Option<String>,
    pub(crate) quota: Option<Quota>,
}

/// What a handler returns.
pub(crate) type Outcome = Result<Reply, Refusal>;

impl Reply {
    pub(crate) fn text(status: u16, content_type: &'static str, body: String) -> Self {
        Self {
            status,
            content_type,
            body,
            location: None,
            quota: None,
        }
    }

    #[expect(clippy::unnecessary_wraps, reason = "what most handlers end with")]
    pub(crate) fn json(status: u16, value: &Value) -> Outcome {
        Ok(Self::text(
            status,
            "application/json; charset=UTF-8",
            value.to_string(),
        ))
    }

    pub(crate) fn ok(value: &Value) -> Outcome {
        Self::json(200, value)
    }

    pub(crate) fn list(values: Vec<Value>) -> Outcome {
        Self::ok(&Value::Array(values))
    }

    pub(crate) fn nothing() -> Self {
        Self::text(204, "", String::new())
    }

    pub(crate) fn refused(refusal: &Refusal) -> Self {
        Self::text(refusal.status, "application/json; charset=UTF-8", refusal.body())
    }
}

impl Visit {
    /// A parameter of the query that is there and not empty.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        pair(self.query.as_bytes(), name)
    }

    /// A field of a form.
    pub(crate) fn field(&self, name: &str) -> Option<String> {
        pair(&self.body, name)
    }

    /// All values of a field.
    pub(crate) fn fields<'a>(&'a self, name: &'a str) -> impl Iterator<Item = String> + 'a {
        form_urlencoded::parse(&self.body)
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> Result<Value, Refusal> {
        serde_json::from_slice(&self.body).map_err(|_| Refusal::unreadable())
    }

    /// A segment of the path, counted from 0.
    pub(crate) fn segment(&self, index: usize) -> String {
        let raw = self.path.split('/').nth(index + 1).unwrap_or_default();
        let encoded = raw.replace('+', "%2B");
        form_urlencoded::parse(encoded.as_bytes())
            .next()
            .map(|(key, _)| key.into_owned())
            .unwrap_or_default()
    }

    /// A parameter of the query that is a time: RFC 3339, or a date.
    pub(crate) fn time(&self, name: &str) -> Result<Option<Timestamp>, Refusal> {
        let Some(text) = self.parameter(name) else {
            return Ok(None);
        };
        read_time(&text)
            .map(Some)
            .ok_or_else(|| Refusal::invalid(format!("invalid {name}: {text}")))
    }

    pub(crate) fn flag(&self, name: &str) -> bool {
        self.parameter(name)
            .is_some_and(|text| text.eq_ignore_ascii_case("true"))
    }
}

fn pair(encoded: &[u8], name: &str) -> Option<String> {
    form_urlencoded::parse(encoded)
        .find(|(key, value)| key == name && !value.is_empty())
        .map(|(_, value)| value.into_owned())
}

/// RFC 3339, a date, or either without an offset (UTC).
pub(crate) fn read_time(text: &str) -> Option<Timestamp> {
    Timestamp::parse(text)
        .or_else(|_| Timestamp::parse(&format!("{text}Z")))
        .or_else(|_| Timestamp::parse(&format!("{text}T00:00:00Z")))
        .ok()
}

/// What a handler works on.
#[derive(Debug)]
pub(crate) struct Scene<'a> {
    pub(crate) world: &'a mut World,
    pub(crate) visit: &'a Visit,
    /// The venue's time.
    pub(crate) now: Timestamp,
    /// Whose account it is about, where a route needs one.
    pub(crate) caller: usize,
}

impl Scene<'_> {
    /// The caller's account.
    pub(crate) fn account(&self) -> Result<&Account, Refusal> {
        self.world
            .accounts
            .get(self.caller)
            .ok_or_else(Refusal::unauthorized)
    }
}
