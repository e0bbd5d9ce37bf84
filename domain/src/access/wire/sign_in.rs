//! The answers of signing in by password. Cookies are the practical way; this says plainly why when it does not work.

use serde::Deserialize;

use super::{json, number, text_of};

/// What became of a sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignInAnswer {
    /// It worked; the cookies are in `Set-Cookie`.
    SignedIn {
        /// TradingView's number of the user.
        id: i64,
        /// Exact spelling.
        username: String,
    },
    /// A code of the authenticator app is wanted.
    TwoFactorRequired,
    /// A person must solve a captcha: only cookies will do.
    CaptchaRequired,
    /// Wrong name, password or code, in TradingView's words.
    Refused(String),
    /// An answer that nobody has described.
    Unrecognised,
}

#[derive(Deserialize)]
struct Body {
    #[serde(default, deserialize_with = "text_of")]
    error: Option<String>,
    #[serde(default, deserialize_with = "text_of")]
    code: Option<String>,
    #[serde(default)]
    user: Option<User>,
}

#[derive(Deserialize)]
struct User {
    #[serde(deserialize_with = "number")]
    id: i64,
    username: String,
}

/// Reads the body of `/accounts/signin/` or of the second factor's endpoint.
pub fn read_sign_in(body: &str) -> SignInAnswer {
    let Some(Body { error, code, user }) = json(body) else {
        return SignInAnswer::Unrecognised;
    };
    let error = error.unwrap_or_default();
    let code = code.unwrap_or_default();
    match (code.as_str(), error.as_str(), user) {
        ("2FA_required", ..) | (_, "2FA_required", _) => SignInAnswer::TwoFactorRequired,
        ("recaptcha_required", ..) | (_, "recaptcha_required", _) => SignInAnswer::CaptchaRequired,
        ("", "", Some(User { id, username })) => SignInAnswer::SignedIn { id, username },
        ("", "", None) => SignInAnswer::Unrecognised,
        (_, "", _) => SignInAnswer::Refused(code),
        _ => SignInAnswer::Refused(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_is_told_apart() {
        let jane = SignInAnswer::SignedIn {
            id: 7,
            username: "Jane".to_owned(),
        };
        for (body, answer) in [
            (r#"{"error":"","user":{"id":7,"username":"Jane"}}"#, jane),
            (
                r#"{"error":"2FA_required","code":"2FA_required"}"#,
                SignInAnswer::TwoFactorRequired,
            ),
            (
                r#"{"error":"Please confirm","code":"recaptcha_required"}"#,
                SignInAnswer::CaptchaRequired,
            ),
            (
                r#"{"error":"Wrong password","code":"invalid"}"#,
                SignInAnswer::Refused("Wrong password".to_owned()),
            ),
            (
                r#"{"error":"","code":"locked"}"#,
                SignInAnswer::Refused("locked".to_owned()),
            ),
            ("{}", SignInAnswer::Unrecognised),
            ("<html>", SignInAnswer::Unrecognised),
        ] {
            assert_eq!(read_sign_in(body), answer, "{body}");
        }
    }
}
