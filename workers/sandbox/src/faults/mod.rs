//! Faults on demand: how a vendor is to fail, for as many requests as were asked for.

mod inject;

use pinewire_shared::{
    Result,
    http::{FieldError, Problem},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::vendor::Vendor;

pub(crate) use inject::serve;

const MAX_TIMES: u32 = 10_000;
/// Longer than any of the platform's own limits on a vendor's answer.
const MAX_LATENCY_MS: u32 = 120_000;

/// How a vendor's next requests fail.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fault {
    /// Whose requests.
    pub(crate) vendor: Vendor,
    /// Requests whose path begins so.
    #[serde(default = "any_path")]
    pub(crate) path_prefix: String,
    /// The status to answer with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<u16>,
    /// How long the answer takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) latency_ms: Option<u32>,
    /// What becomes of the cookies that are sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) cookies: Option<Cookies>,
    /// Whether the request has its effect all the same.
    #[serde(default)]
    pub(crate) effect: Effect,
    /// The body of the failure: text as it is, anything else as JSON. By default what the vendor sends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) body: Option<Value>,
    /// Seconds for the header `Retry-After`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) retry_after_s: Option<u32>,
    /// How many requests fail.
    #[serde(default = "once")]
    pub(crate) times: u32,
}

/// What becomes of the cookies that are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Cookies {
    /// They are worth nothing any more.
    Expired,
}

/// When a request fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Effect {
    /// Before it had any effect.
    #[default]
    Before,
    /// After it had its effect: only the answer is late or lost.
    After,
}

fn any_path() -> String {
    "/".to_owned()
}

const fn once() -> u32 {
    1
}

impl Fault {
    /// Refuses what would do nothing, or what no answer can be.
    pub(crate) fn check(&self) -> Result<()> {
        let wrong = |field: &str, message: &str| FieldError {
            field: field.to_owned(),
            message: message.to_owned(),
        };
        let mut errors = Vec::new();
        if self.status.is_none() && self.latency_ms.is_none() && self.cookies.is_none() {
            errors.push(wrong("status", "give a status, a latency_ms or cookies"));
        }
        // Statuses from 1xx, and those that can't have a body.
        if self
            .status
            .is_some_and(|status| !(200..=599).contains(&status) || [204, 205, 304].contains(&status))
        {
            errors.push(wrong("status", "must be from 200 to 599 and one that has a body"));
        }
        if self.status.is_none() && (self.body.is_some() || self.retry_after_s.is_some()) {
            errors.push(wrong("status", "a body or retry_after_s needs a status"));
        }
        if self.latency_ms.is_some_and(|ms| ms > MAX_LATENCY_MS) {
            errors.push(wrong("latency_ms", "must be at most 120000"));
        }
        if !self.path_prefix.starts_with('/') {
            errors.push(wrong("path_prefix", "must begin with /"));
        }
        if !(1..=MAX_TIMES).contains(&self.times) {
            errors.push(wrong("times", "must be from 1 to 10000"));
        }
        if errors.is_empty() {
            Ok(())
        } else {
            Err(Problem::validation(errors).into())
        }
    }

    /// Whether a request is one of those that fail.
    pub(crate) fn concerns(&self, vendor: Vendor, path: &str) -> bool {
        self.vendor == vendor && path.starts_with(&self.path_prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(json: &str) -> Fault {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn a_fault_has_defaults() {
        let fault = fault(r#"{"vendor":"resend","status":500}"#);
        fault.check().unwrap();
        assert_eq!(
            (fault.path_prefix.as_str(), fault.times, fault.effect),
            ("/", 1, Effect::Before)
        );
        assert!(fault.concerns(Vendor::Resend, "/emails") && !fault.concerns(Vendor::TradingView, "/emails"));
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for json in [
            r#"{"vendor":"resend"}"#,
            r#"{"vendor":"resend","status":101}"#,
            r#"{"vendor":"resend","status":204}"#,
            r#"{"vendor":"resend","latency_ms":5,"body":"x"}"#,
            r#"{"vendor":"resend","latency_ms":999999}"#,
            r#"{"vendor":"resend","status":500,"times":0}"#,
            r#"{"vendor":"resend","status":500,"path_prefix":"emails"}"#,
        ] {
            assert!(fault(json).check().is_err(), "{json}");
        }
        assert!(serde_json::from_str::<Fault>(r#"{"vendor":"stripe","status":500}"#).is_err());
    }
}
