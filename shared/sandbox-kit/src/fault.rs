//! Faults on demand: how a vendor is to fail, and on which of the requests to come.

use pinewire_shared::{
    Result,
    http::{FieldError, Problem},
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::addressee::Vendor;

const MAX_TIMES: u32 = 10_000;
/// Longer than any of the platform's own limits on a vendor's answer.
const MAX_LATENCY_MS: u32 = 120_000;

/// How some of a vendor's next requests fail.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Whose requests.
    pub vendor: Vendor,
    /// Requests whose path begins so.
    #[serde(default = "any_path")]
    pub path_prefix: String,
    /// The status to answer with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// How long the answer takes, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latency_ms: Option<u32>,
    /// What becomes of the cookies that are sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cookies: Option<Cookies>,
    /// What becomes of the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Damage>,
    /// Whether the request has its effect all the same.
    #[serde(default)]
    pub effect: Effect,
    /// The body of the failure: text as it is, anything else as JSON. By default what the vendor sends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Box<RawValue>>,
    /// Seconds for the header `Retry-After`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_s: Option<u32>,
    /// How many requests fail in all.
    #[serde(default = "one")]
    pub times: u32,
    /// Of each so many requests that it concerns, the last fail.
    #[serde(default = "one")]
    pub every: u32,
    /// How many of them: a burst.
    #[serde(default = "one")]
    pub in_a_row: u32,
}

/// What becomes of the cookies that are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Cookies {
    /// They are worth nothing any more.
    Expired,
}

/// What becomes of an answer whose status is none of a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Damage {
    /// In its place comes, with status 200, the page that people see who are not signed in.
    SignedOutPage,
    /// It ends in the middle.
    Cut,
    /// A page of a list does not say whether there is another.
    WithoutNext,
}

/// When a request fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Effect {
    /// Before it had any effect.
    #[default]
    Before,
    /// After it had its effect: only the answer is late or lost.
    After,
}

fn any_path() -> String {
    "/".to_owned()
}

const fn one() -> u32 {
    1
}

impl Fault {
    /// Refuses what would do nothing, or what no answer can be.
    pub fn check(&self) -> Result<()> {
        let errors: Vec<FieldError> = self
            .mistakes()
            .into_iter()
            .map(|(field, message)| FieldError {
                field: field.to_owned(),
                message: message.to_owned(),
            })
            .collect();
        if errors.is_empty() {
            Ok(())
        } else {
            Err(Problem::validation(errors).into())
        }
    }

    fn mistakes(&self) -> Vec<(&'static str, &'static str)> {
        let mut mistakes = Vec::new();
        if self.status.is_none()
            && self.latency_ms.is_none()
            && self.cookies.is_none()
            && self.answer.is_none()
        {
            mistakes.push(("status", "give a status, a latency_ms, cookies or an answer"));
        }
        // Statuses from 1xx, and those that can't have a body.
        if self
            .status
            .is_some_and(|status| !(200..=599).contains(&status) || [204, 205, 304].contains(&status))
        {
            mistakes.push(("status", "must be from 200 to 599 and one that has a body"));
        }
        if self.status.is_none() && (self.body.is_some() || self.retry_after_s.is_some()) {
            mistakes.push(("status", "a body or retry_after_s needs a status"));
        }
        if self.status.is_some() && self.answer.is_some() {
            mistakes.push(("answer", "what takes the answer's place needs no status"));
        }
        if self.vendor != Vendor::TradingView && self.answer.is_some_and(|damage| damage != Damage::Cut) {
            mistakes.push(("answer", "of this vendor's, an answer can only be cut"));
        }
        if self.latency_ms.is_some_and(|ms| ms > MAX_LATENCY_MS) {
            mistakes.push(("latency_ms", "must be at most 120000"));
        }
        if !self.path_prefix.starts_with('/') {
            mistakes.push(("path_prefix", "must begin with /"));
        }
        if !(1..=MAX_TIMES).contains(&self.times) {
            mistakes.push(("times", "must be from 1 to 10000"));
        }
        if !(1..=MAX_TIMES).contains(&self.every) {
            mistakes.push(("every", "must be from 1 to 10000"));
        }
        if !(1..=self.every.max(1)).contains(&self.in_a_row) {
            mistakes.push(("in_a_row", "must be from 1 to the value of every"));
        }
        mistakes
    }

    /// Whether it is about a request.
    pub fn concerns(&self, vendor: Vendor, path: &str) -> bool {
        self.vendor == vendor && path.starts_with(&self.path_prefix)
    }

    /// Whether the request fails that comes after `seen` others that it concerned.
    pub const fn strikes(&self, seen: u32) -> bool {
        seen % self.every >= self.every - self.in_a_row
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
        assert!((0..5).all(|seen| fault.strikes(seen)));
    }

    #[test]
    fn a_burst_comes_again_and_again() {
        let third = fault(r#"{"vendor":"tradingview","status":429,"every":3}"#);
        let struck: Vec<u32> = (0..9).filter(|seen| third.strikes(*seen)).collect();
        assert_eq!(struck, [2, 5, 8]);
        let burst = fault(r#"{"vendor":"tradingview","status":429,"every":5,"in_a_row":2}"#);
        let struck: Vec<u32> = (0..10).filter(|seen| burst.strikes(*seen)).collect();
        assert_eq!(struck, [3, 4, 8, 9]);
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
            r#"{"vendor":"resend","status":500,"every":0}"#,
            r#"{"vendor":"resend","status":500,"in_a_row":2}"#,
            r#"{"vendor":"resend","status":500,"path_prefix":"emails"}"#,
            r#"{"vendor":"resend","answer":"without_next"}"#,
            r#"{"vendor":"tradingview","answer":"cut","status":500}"#,
        ] {
            assert!(fault(json).check().is_err(), "{json}");
        }
        assert!(serde_json::from_str::<Fault>(r#"{"vendor":"stripe","status":500}"#).is_err());
    }
}
