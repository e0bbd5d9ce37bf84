//! The answers of signing in by password. Cookies are the practical way; this says plainly why when it does not work.

use serde_json::Value;

use super::fields::{number, text, text_or_number};
use super::value;

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

/// Reads the body of `/accounts/signin/` or of the second factor's endpoint.
pub fn read_sign_in(body: &str) -> SignInAnswer {
    value(body)
        .filter(Value::is_object)
        .and_then(|answer| judge(&answer))
        .unwrap_or(SignInAnswer::Unrecognised)
}

fn judge(answer: &Value) -> Option<SignInAnswer> {
    let word = |field| text_or_number(answer, field).unwrap_or_default();
    let (code, error) = (word("code"), word("error"));
    let user = match answer.get("user") {
        None | Some(Value::Null) => None,
        Some(user) => Some((number(user, "id")?, text(user, "username")?)),
    };
    Some(match (code.as_str(), error.as_str(), user) {
        ("2FA_required", ..) | (_, "2FA_required", _) => SignInAnswer::TwoFactorRequired,
        ("recaptcha_required", ..) | (_, "recaptcha_required", _) => SignInAnswer::CaptchaRequired,
        ("", "", Some((id, username))) => SignInAnswer::SignedIn { id, username },
        ("", "", None) => SignInAnswer::Unrecognised,
        (_, "", _) => SignInAnswer::Refused(code),
        _ => SignInAnswer::Refused(error),
    })
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
            (
                r#"{"error":null,"code":7}"#,
                SignInAnswer::Refused("7".to_owned()),
            ),
            (r#"{"error":"","user":null}"#, SignInAnswer::Unrecognised),
            (
                r#"{"error":"","user":{"id":7,"username":null}}"#,
                SignInAnswer::Unrecognised,
            ),
            (
                r#"{"error":"","user":{"username":"Jane"}}"#,
                SignInAnswer::Unrecognised,
            ),
            (
                r#"{"error":"Wrong password","user":"Jane"}"#,
                SignInAnswer::Unrecognised,
            ),
            (r#"["invalid"]"#, SignInAnswer::Unrecognised),
            ("{}", SignInAnswer::Unrecognised),
            ("<html>", SignInAnswer::Unrecognised),
        ] {
            assert_eq!(read_sign_in(body), answer, "{body}");
        }
    }
}
