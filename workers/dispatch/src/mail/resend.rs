//! Resend, the vendor that delivers mail: `POST /emails`. A repeated idempotency key is answered with the first
//! receipt, or with 409 where the repeated mail reads differently.

use std::time::Duration;

use pinewire_shared::{
    Cx, Error, Result,
    egress::{self, Answer, Call, Vendor},
    log,
};
use serde::Deserialize;
use serde_json::json;

use super::Mail;

const LIMIT: Duration = Duration::from_secs(20);
/// A vendor that wants to be left alone for longer than this is asked again all the same.
const MAX_WAIT_SECONDS: u32 = 3600;

/// What became of a mail.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The vendor has it.
    Sent,
    /// Not now.
    Later {
        /// What it said.
        error_code: String,
        /// When it wants to be asked again, if it said so.
        after_seconds: u32,
    },
    /// Never, as it is.
    Refused {
        /// What it said.
        error_code: String,
    },
}

/// Resend's errors: `{statusCode, name, message}`. The message may quote the address, the name does not.
#[derive(Debug, Deserialize)]
struct Complaint {
    name: String,
}

/// Hands a mail to the vendor, once for each key.
pub(super) async fn send(cx: &Cx, key: &str, mail: &Mail) -> Result<Outcome> {
    let body = json!({
        "from": cx.required_var("MAIL_FROM")?,
        "to": [mail.to],
        "subject": mail.subject,
        "html": mail.html,
        "text": mail.text,
    });
    let authorization = format!("Bearer {}", cx.required_var("RESEND_API_KEY")?);
    let call = Call {
        method: worker::Method::Post,
        path: "/emails",
        headers: &[
            ("authorization", &authorization),
            ("content-type", "application/json"),
            ("idempotency-key", key),
        ],
        body: Some(body.to_string()),
    };
    match egress::call(cx, Vendor::Resend, call, LIMIT).await {
        Ok(answer) => Ok(judge(&answer, retry_after(&answer))),
        Err(Error::Retry(error)) => {
            log::warn(cx, "mail_vendor_unavailable", json!({ "error": error }));
            Ok(Outcome::Later {
                error_code: "no_answer".to_owned(),
                after_seconds: 0,
            })
        }
        Err(error) => Err(error),
    }
}

fn judge(answer: &Answer, after_seconds: u32) -> Outcome {
    judge_status(answer.status, &answer.body, after_seconds)
}

fn judge_status(status: u16, body: &str, after_seconds: u32) -> Outcome {
    let name = serde_json::from_str::<Complaint>(body)
        .ok()
        .map(|complaint| complaint.name);
    let name: Option<String> = name.filter(|name| {
        name.len() <= 64
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    });
    let error_code = name.unwrap_or_else(|| format!("http_{status}"));
    match status {
        200..=299 => Outcome::Sent,
        // An earlier attempt's mail was taken and its receipt lost. Ours reads differently, its link being new.
        409 if error_code == "invalid_idempotent_request" => Outcome::Sent,
        408 | 409 | 425 | 429 | 500.. => Outcome::Later {
            error_code,
            after_seconds,
        },
        _ => Outcome::Refused { error_code },
    }
}

fn retry_after(answer: &Answer) -> u32 {
    let header = answer.headers.get("retry-after").ok().flatten();
    header
        .and_then(|text| text.trim().parse().ok())
        .unwrap_or(0)
        .min(MAX_WAIT_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn later(error_code: &str, after_seconds: u32) -> Outcome {
        Outcome::Later {
            error_code: error_code.to_owned(),
            after_seconds,
        }
    }

    #[test]
    fn what_may_work_later_is_tried_again() {
        assert_eq!(judge_status(200, r#"{"id":"1"}"#, 0), Outcome::Sent);
        assert_eq!(judge_status(503, "<html>", 0), later("http_503", 0));
        let limited = r#"{"statusCode":429,"name":"rate_limit_exceeded","message":"slow down"}"#;
        assert_eq!(judge_status(429, limited, 7), later("rate_limit_exceeded", 7));
        let invalid = r#"{"statusCode":422,"name":"validation_error","message":"to x@y.z"}"#;
        assert_eq!(
            judge_status(422, invalid, 0),
            Outcome::Refused {
                error_code: "validation_error".to_owned()
            }
        );
        assert_eq!(
            judge_status(403, r#"{"name":"key re_123!"}"#, 0),
            Outcome::Refused {
                error_code: "http_403".to_owned()
            }
        );
    }

    #[test]
    fn a_mail_that_was_taken_before_is_sent() {
        let conflict = |name: &str| format!(r#"{{"statusCode":409,"name":"{name}","message":"m"}}"#);
        assert_eq!(
            judge_status(409, &conflict("invalid_idempotent_request"), 0),
            Outcome::Sent
        );
        let concurrent = "concurrent_idempotent_requests";
        assert_eq!(judge_status(409, &conflict(concurrent), 0), later(concurrent, 0));
    }
}
