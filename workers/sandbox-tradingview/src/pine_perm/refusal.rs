//! How TradingView refuses calls about access.

use pinewire_shared::{
    Result,
    http::{Response, response},
};
use serde_json::json;

use crate::{pages, visit::Visit};

/// Whether somebody calls as no browser would: from another site's page, or without saying what sends the request.
pub(super) fn is_stranger(visit: &Visit) -> bool {
    let is_ours = visit.origin.as_deref().is_some_and(is_tradingview);
    !is_ours || visit.user_agent.is_empty()
}

/// A page in place of an answer.
pub(super) fn stranger() -> Result<Response> {
    pages::failure(403)
}

fn is_tradingview(address: &str) -> bool {
    let host = address.strip_prefix("https://").unwrap_or_default();
    let host = host.split('/').next().unwrap_or_default();
    host == "tradingview.com" || host.ends_with(".tradingview.com")
}

pub(super) fn signed_out() -> Result<Response> {
    let detail = "Authentication credentials were not provided.";
    response::json_with_status(401, &json!({ "code": "login_required", "detail": detail }))
}

pub(super) fn no_such_script() -> Result<Response> {
    response::json_with_status(422, &json!({ "pine_id": ["Invalid script id."] }))
}

pub(super) fn no_such_user(name: &str) -> Result<Response> {
    let detail = format!("User not found: {name}");
    response::json_with_status(
        422,
        &json!({ "code": "username_recip_not_found", "detail": detail }),
    )
}

pub(super) fn field(name: &str, message: &str) -> Result<Response> {
    response::json_with_status(422, &json!({ (name): [message] }))
}

pub(super) fn bad_page(detail: &str) -> Result<Response> {
    let body = json!({ "code": "bad_pagination_request", "detail": detail });
    response::json_with_status(400, &body)
}

#[cfg(test)]
mod tests {
    use super::is_tradingview;

    #[test]
    fn only_tradingviews_own_pages_may_ask() {
        for address in [
            "https://www.tradingview.com",
            "https://www.tradingview.com/",
            "https://de.tradingview.com/script/x",
        ] {
            assert!(is_tradingview(address), "{address}");
        }
        for address in [
            "",
            "null",
            "http://www.tradingview.com",
            "https://eviltradingview.com",
            "https://tradingview.com.evil.example",
        ] {
            assert!(!is_tradingview(address), "{address}");
        }
    }
}
