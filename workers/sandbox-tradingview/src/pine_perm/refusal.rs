//! How TradingView refuses calls about access.

use pinewire_shared::{
    Result,
    http::{Request, Response, response},
};
use serde_json::json;

use crate::pages;

/// A page in place of an answer, for who calls as no browser would: a POST that comes from another site, or a request
/// that does not say what sent it.
pub(super) fn of_stranger(request: &Request) -> Option<Result<Response>> {
    let from = request.header("origin").or_else(|| request.header("referer"));
    let is_ours = from.is_some_and(|from| is_tradingview(&from));
    let is_known = !request.user_agent().is_empty();
    (!is_ours || !is_known).then(|| pages::failure(403))
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
