//! From what the seller sends to working cookies, and to whose they are.

use pinewire_domain::access::{cookies::Cookies, failure::AccessFailure, outcome::Problem as Failure};
use pinewire_shared::{
    Cx, Error, Result,
    http::{FieldError, Problem},
    tradingview::{Client, Probe, Reply, SignIn},
};

use serde::Deserialize;

use crate::refusal;

/// Longer than any that TradingView takes.
const MAX_CHARS: usize = 256;

/// How the seller proves whose account it is.
pub(crate) enum Credentials {
    /// By the cookies of a session.
    Cookies(Cookies),
    /// By name and password; both are used once.
    Password {
        /// Name or mail address.
        username: String,
        /// Never stored, never logged.
        password: String,
        /// Of the authenticator app.
        code: Option<String>,
    },
}

/// Either the two cookies, or username and password.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ConnectionTest))]
pub(crate) struct Given {
    /// The value of the cookie `sessionid`.
    pub(crate) sessionid: Option<String>,
    /// The value of the cookie `sessionid_sign`.
    pub(crate) sessionid_sign: Option<String>,
    /// Name or mail address on TradingView.
    pub(crate) username: Option<String>,
    /// Used once, never stored.
    pub(crate) password: Option<String>,
    /// The authenticator app's code, where the account has one.
    pub(crate) two_factor_code: Option<String>,
}

/// Whose the cookies are, proven by TradingView a moment ago.
pub(crate) struct Verified {
    /// As they are after the requests that proved it: TradingView may have renewed them.
    pub(crate) cookies: Cookies,
    /// Who it is.
    pub(crate) probe: Probe,
    /// The status of the answer that said so.
    pub(crate) http_status: Option<u16>,
    /// How long it took.
    pub(crate) latency_ms: i64,
}

impl Given {
    /// Either both cookies, or name and password.
    pub(crate) fn parse(self) -> Result<Credentials> {
        match self {
            Self {
                sessionid: None,
                sessionid_sign: None,
                username: Some(username),
                password: Some(password),
                two_factor_code: code,
            } => password_of(&username, password, code.as_deref()),
            Self {
                sessionid: Some(session),
                sessionid_sign: Some(signature),
                username: None,
                password: None,
                two_factor_code: None,
            } => Cookies::parse(&session, &signature)
                .map(Credentials::Cookies)
                .map_err(|(name, error)| Problem::invalid(name.as_str(), error.to_string()).into()),
            other => Err(other.incomplete().into()),
        }
    }

    fn incomplete(&self) -> Problem {
        let by_password =
            self.username.is_some() || self.password.is_some() || self.two_factor_code.is_some();
        let by_cookies = self.sessionid.is_some() || self.sessionid_sign.is_some();
        if by_password && by_cookies {
            return Problem::invalid(
                "sessionid",
                "Send either the two cookies or username and password, not both.",
            );
        }
        let wanted = if by_password {
            [("username", &self.username), ("password", &self.password)]
        } else {
            [
                ("sessionid", &self.sessionid),
                ("sessionid_sign", &self.sessionid_sign),
            ]
        };
        let missing = wanted.iter().filter(|(_, value)| value.is_none());
        Problem::validation(
            missing
                .map(|(field, _)| FieldError {
                    field: (*field).to_owned(),
                    message: "This is needed.".to_owned(),
                })
                .collect(),
        )
    }
}

fn password_of(username: &str, password: String, code: Option<&str>) -> Result<Credentials> {
    let fields = [
        ("username", Some(username)),
        ("password", Some(password.as_str())),
        ("two_factor_code", code),
    ];
    for (field, value) in fields {
        if let Some(value) = value
            && (value.is_empty() || value.len() > MAX_CHARS)
        {
            return Err(Problem::invalid(field, "Use 1 to 256 characters.").into());
        }
    }
    // Authenticator apps show the digits in groups.
    let code = code.map(|code| code.replace([' ', '-'], ""));
    if code
        .as_ref()
        .is_some_and(|code| !code.bytes().all(|byte| byte.is_ascii_digit()))
    {
        return Err(Problem::invalid("two_factor_code", "Send the digits that the app shows.").into());
    }
    Ok(Credentials::Password {
        username: username.trim().to_owned(),
        password,
        code,
    })
}

/// Asks TradingView. Nothing is stored.
pub(crate) async fn verify(cx: &Cx, credentials: Credentials) -> Result<Verified> {
    let cookies = match credentials {
        Credentials::Cookies(cookies) => cookies,
        Credentials::Password {
            username,
            password,
            code,
        } => sign_in(cx, &username, &password, code.as_deref()).await?,
    };
    let client = Client::with_cookies(cx, cookies.clone());
    let reply = client.probe().await;
    let (http_status, latency_ms) = (reply.http_status, reply.latency_ms);
    let probe = reply
        .answer
        .map_err(|failure| Error::from(refusal::of_failure(failure.failure)))?;
    Ok(Verified {
        cookies: client.cookies().unwrap_or(cookies),
        probe,
        http_status,
        latency_ms,
    })
}

async fn sign_in(cx: &Cx, username: &str, password: &str, code: Option<&str>) -> Result<Cookies> {
    let client = Client::anonymous(cx);
    let mut answer = answer_of(client.sign_in(username, password).await, code.is_some())?;
    if let (SignIn::TwoFactorRequired, Some(code)) = (&answer, code) {
        answer = answer_of(client.sign_in_by_code(code).await, true)?;
    }
    Err(match answer {
        SignIn::Done(cookies) => return Ok(cookies),
        SignIn::TwoFactorRequired if code.is_some() => refusal::credentials(true),
        SignIn::TwoFactorRequired => refusal::two_factor(),
        SignIn::CaptchaRequired => refusal::captcha(),
        SignIn::Refused => refusal::credentials(code.is_some()),
    }
    .into())
}

/// Whoever is not let in by a password has no session that could be dead.
fn answer_of(reply: Reply<Result<SignIn, Failure>>, had_code: bool) -> Result<SignIn> {
    reply.answer.map_err(|failure| {
        match failure.failure {
            AccessFailure::SessionDead | AccessFailure::Refused => refusal::credentials(had_code),
            other => refusal::of_failure(other),
        }
        .into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(fields: &[(&str, &str)]) -> Given {
        let field = |name: &str| {
            let found = fields.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        Given {
            sessionid: field("sessionid"),
            sessionid_sign: field("sessionid_sign"),
            username: field("username"),
            password: field("password"),
            two_factor_code: field("two_factor_code"),
        }
    }

    #[test]
    fn what_is_missing_or_wrong_is_named() {
        for (fields, expected) in [
            (&[][..], vec!["sessionid", "sessionid_sign"]),
            (&[("sessionid", "a")], vec!["sessionid_sign"]),
            (&[("username", "a")], vec!["password"]),
            (&[("two_factor_code", "1")], vec!["username", "password"]),
            (&[("sessionid", "a"), ("username", "b")], vec!["sessionid"]),
            (
                &[("sessionid", "a b"), ("sessionid_sign", "c")],
                vec!["sessionid"],
            ),
            (&[("username", "a"), ("password", "")], vec!["password"]),
            (
                &[("username", "a"), ("password", "b"), ("two_factor_code", "12x")],
                vec!["two_factor_code"],
            ),
        ] {
            let Err(Error::Reject(problem)) = given(fields).parse() else {
                panic!("{fields:?}")
            };
            let named: Vec<&str> = problem.errors.iter().map(|error| error.field.as_str()).collect();
            assert_eq!((problem.status, named), (422, expected), "{fields:?}");
        }
    }

    #[test]
    fn a_code_is_read_as_the_app_shows_it() {
        let parsed = given(&[
            ("username", " jane "),
            ("password", " p "),
            ("two_factor_code", "123 456"),
        ])
        .parse();
        let Ok(Credentials::Password {
            username,
            password,
            code,
        }) = parsed
        else {
            panic!()
        };
        assert_eq!(
            (username.as_str(), password.as_str(), code.as_deref()),
            ("jane", " p ", Some("123456"))
        );
    }
}
