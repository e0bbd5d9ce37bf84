//! Handing a request on to the worker that it is for. Bodies and upgraded connections are passed through as they are.

use pinewire_shared::{
    Cx, Error, Result,
    http::{Problem, Request, Response},
};
use wasm_bindgen::JsCast as _;

use crate::destination::{ACCESS_V1, Destination, OPERATIONS};

/// Tells the sandbox which vendor it is to be.
const VENDOR: &str = "x-sandbox-vendor";

/// The answer of whom the request is for.
pub(crate) async fn forward(cx: &Cx, destination: Destination, request: Request) -> Result<Response> {
    match destination {
        Destination::App | Destination::Reference => send(cx, "ASSETS", request.into_inner()).await,
        Destination::Api(service) | Destination::Webhook(service) | Destination::TradingPanel(service) => {
            send(cx, service.binding, request.into_inner()).await
        }
        Destination::OlderApi => send(cx, ACCESS_V1.binding, request.into_inner()).await,
        Destination::Health => send(cx, OPERATIONS.binding, request.into_inner()).await,
        Destination::Sandbox => to_sandbox(cx, None, request.into_inner()).await,
        Destination::VendorHost(vendor) => to_sandbox(cx, Some(vendor), request.into_inner()).await,
        Destination::VendorPath(vendor) => {
            let inner = as_on_vendors_host(vendor, request)?;
            to_sandbox(cx, Some(vendor), inner).await
        }
        Destination::UnknownHost => Err(Problem::not_found("host").into()),
    }
}

async fn send(cx: &Cx, binding: &str, request: worker::Request) -> Result<Response> {
    let answer = cx.service(binding)?.fetch_request(request).await;
    answer.map_err(|error| Error::retry(format_args!("{binding}: {error}")))
}

/// Each stand-in that is large is a worker of its own.
fn stand_in(vendor: Option<&str>) -> &'static str {
    match vendor {
        Some("tradingview" | "pine-facade") => "SANDBOX_TRADINGVIEW",
        Some("alpaca" | "alpaca-paper") => "SANDBOX_ALPACA",
        _ => "SANDBOX",
    }
}

/// A deployment for production has no sandbox.
async fn to_sandbox(cx: &Cx, vendor: Option<&str>, mut request: worker::Request) -> Result<Response> {
    let binding = stand_in(vendor);
    if !cx.has_binding(binding) {
        return Err(Problem::not_found("page or endpoint").into());
    }
    let headers = request.headers_mut()?;
    match vendor {
        Some(vendor) => headers.set(VENDOR, vendor)?,
        None => headers.delete(VENDOR)?,
    }
    if let Some(cookies) = headers.get("cookie")? {
        headers.set("cookie", &without_our_cookies(&cookies))?;
    }
    send(cx, binding, request).await
}

/// A stand-in shows the requests that it received: our sessions are none of its business.
fn without_our_cookies(cookies: &str) -> String {
    let others: Vec<&str> = cookies
        .split(';')
        .map(str::trim)
        .filter(|cookie| !cookie.starts_with("__Host-"))
        .collect();
    others.join("; ")
}

/// The request as it would be on the vendor's own host: without `/sandbox/<vendor>` before its path.
fn as_on_vendors_host(vendor: &str, request: Request) -> Result<worker::Request> {
    let prefix = format!("/sandbox/{vendor}");
    let url = request.url().replacen(&prefix, "", 1);
    let inner = request.into_inner();
    let same: &web_sys::RequestInit = inner.inner().unchecked_ref();
    let moved: worker::Request = web_sys::Request::new_with_str_and_init(&url, same)?.into();
    Ok(moved.clone_mut()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_vendor_has_a_stand_in() {
        assert_eq!(stand_in(Some("tradingview")), "SANDBOX_TRADINGVIEW");
        assert_eq!(stand_in(Some("pine-facade")), "SANDBOX_TRADINGVIEW");
        assert_eq!(stand_in(Some("alpaca")), "SANDBOX_ALPACA");
        assert_eq!(stand_in(Some("alpaca-paper")), "SANDBOX_ALPACA");
        assert_eq!(stand_in(Some("resend")), "SANDBOX");
        assert_eq!(stand_in(None), "SANDBOX");
    }

    #[test]
    fn a_stand_in_never_sees_our_cookies() {
        let cookies = "sessionid=abc; __Host-access=secret; __Host-csrf=x; sessionid_sign=v1";
        assert_eq!(without_our_cookies(cookies), "sessionid=abc; sessionid_sign=v1");
        assert_eq!(without_our_cookies("__Host-access=secret"), "");
    }
}
