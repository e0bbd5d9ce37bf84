//! Faults on demand: how a vendor is to fail, and on which of the requests to come.

mod json;

use serde_json::Value;

use crate::addressee::Vendor;

/// How some of a vendor's next requests fail.
#[derive(Debug, Clone)]
pub struct Fault {
    /// Whose requests.
    pub vendor: Vendor,
    /// Requests with this method; by default with any.
    pub method: Option<String>,
    /// Requests whose path begins so.
    pub path_prefix: String,
    /// The status to answer with.
    pub status: Option<u16>,
    /// How long the answer takes, in milliseconds.
    pub latency_ms: Option<u32>,
    /// What becomes of the cookies that are sent.
    pub cookies: Option<Cookies>,
    /// What becomes of the answer.
    pub answer: Option<Damage>,
    /// Whether the request has its effect all the same.
    pub effect: Effect,
    /// The body of the failure: text as it is, anything else as JSON. By default what the vendor sends.
    pub body: Option<Value>,
    /// Seconds for the header `Retry-After`.
    pub retry_after_s: Option<u32>,
    /// How many requests fail in all.
    pub times: u32,
    /// Of each so many requests that it concerns, the last fail.
    pub every: u32,
    /// How many of them: a burst.
    pub in_a_row: u32,
}

/// What becomes of the cookies that are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cookies {
    /// They are worth nothing any more.
    Expired,
}

/// What becomes of an answer whose status is none of a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Damage {
    /// In its place comes, with status 200, the page that people see who are not signed in.
    SignedOutPage,
    /// It ends in the middle.
    Cut,
    /// A page of a list does not say whether there is another.
    WithoutNext,
}

/// When a request fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Before it had any effect.
    Before,
    /// After it had its effect: only the answer is late or lost.
    After,
}

impl Fault {
    /// Whether it is about a request.
    pub fn concerns(&self, vendor: Vendor, method: &str, path: &str) -> bool {
        self.vendor == vendor
            && self.method.as_deref().is_none_or(|wanted| wanted == method)
            && path.starts_with(&self.path_prefix)
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
        Fault::parse(json.as_bytes()).unwrap()
    }

    #[test]
    fn it_concerns_a_vendors_requests_by_method_and_path() {
        let any = fault(r#"{"vendor":"resend","status":500}"#);
        assert!(any.concerns(Vendor::Resend, "POST", "/emails"));
        assert!(!any.concerns(Vendor::TradingView, "POST", "/emails"));
        let orders = fault(r#"{"vendor":"alpaca","method":"POST","path_prefix":"/v2/orders","status":500}"#);
        assert!(orders.concerns(Vendor::Alpaca, "POST", "/v2/orders"));
        assert!(!orders.concerns(Vendor::Alpaca, "GET", "/v2/orders"));
        assert!(!orders.concerns(Vendor::Alpaca, "POST", "/v2/positions"));
    }

    #[test]
    fn a_burst_comes_again_and_again() {
        let always = fault(r#"{"vendor":"resend","status":500}"#);
        assert!((0..5).all(|seen| always.strikes(seen)));
        let third = fault(r#"{"vendor":"tradingview","status":429,"every":3}"#);
        let struck: Vec<u32> = (0..9).filter(|seen| third.strikes(*seen)).collect();
        assert_eq!(struck, [2, 5, 8]);
        let burst = fault(r#"{"vendor":"tradingview","status":429,"every":5,"in_a_row":2}"#);
        let struck: Vec<u32> = (0..10).filter(|seen| burst.strikes(*seen)).collect();
        assert_eq!(struck, [3, 4, 8, 9]);
    }
}
