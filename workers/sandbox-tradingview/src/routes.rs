//! Which path of which of TradingView's hosts is which handler.

use pinewire_sandbox_kit::path::matches;
use pinewire_shared::{Result, http::Response};

use crate::{accounts, control, pages, pine_perm, scripts, snapshot, users, visit::Visit};

/// A handler.
pub(crate) type Handler = fn(&Visit) -> Result<Response>;

/// Method, path with `{}` for a segment of any text, handler. A slash at the end makes no difference.
pub(crate) type Route = (&'static str, &'static str, Handler);

/// One of TradingView's hosts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Host {
    /// www.tradingview.com. What is below `/__sandbox/` is for tests and people.
    WebSite,
    /// pine-facade.tradingview.com
    PineFacade,
    /// s3.tradingview.com
    Pictures,
}

impl Host {
    /// By the gateway's name for it, or its own.
    pub(crate) fn of(name: &str) -> Self {
        match name {
            "pine-facade" | "pine-facade.tradingview.com" => Self::PineFacade,
            "s3.tradingview.com" => Self::Pictures,
            _ => Self::WebSite,
        }
    }

    const fn tables(self) -> &'static [&'static [Route]] {
        match self {
            Self::WebSite => &[
                pine_perm::ROUTES,
                users::ROUTES,
                scripts::ROUTES,
                accounts::ROUTES,
                snapshot::ROUTES,
                snapshot::PICTURES,
                pages::ROUTES,
                control::ROUTES,
            ],
            Self::PineFacade => &[scripts::FACADE],
            Self::Pictures => &[snapshot::PICTURES],
        }
    }
}

/// Whether a path is our own: what our pages load for themselves, and the control routes. TradingView has no such
/// paths, so none of them is written down or fails.
pub(crate) fn is_ours(path: &str) -> bool {
    path.starts_with("/sandbox-") || path.starts_with("/__sandbox")
}

/// The answer; whatever there is no route for is a page that is not there.
pub(crate) fn answer(host: Host, visit: &Visit) -> Result<Response> {
    match find(host, visit.method.as_ref(), &visit.path) {
        Some(handler) => handler(visit),
        None => pages::failure(404),
    }
}

fn find(host: Host, method: &str, path: &str) -> Option<Handler> {
    // A HEAD is answered as a GET; the platform drops the body.
    let method = if method == "HEAD" { "GET" } else { method };
    let mut routes = host.tables().iter().flat_map(|table| table.iter());
    let (.., handler) = routes.find(|(verb, pattern, _)| *verb == method && matches(pattern, path))?;
    Some(*handler)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_route_hides_another() {
        for host in [Host::WebSite, Host::PineFacade, Host::Pictures] {
            for (method, pattern, handler) in host.tables().iter().flat_map(|table| table.iter()) {
                let found = find(host, method, &pattern.replace("{}", "x")).unwrap();
                assert!(std::ptr::fn_addr_eq(found, *handler), "{method} {pattern}");
            }
        }
        assert!(find(Host::WebSite, "GET", "/pine_perm/add/").is_none());
        assert!(find(Host::WebSite, "GET", "/pine-facade/list").is_none());
    }
}
