//! What is refused before anyone is bothered with it.

use pinewire_shared::{
    Cx, Result,
    http::{Problem, Request},
};
use worker::Method;

use crate::destination::Destination;

/// Longer than any URL of ours; browsers and proxies do not promise more either.
const MAX_URL_BYTES: usize = 8 * 1024;
/// More than any request of the API needs. Workers have tighter limits of their own.
const MAX_BODY_BYTES: u64 = 1024 * 1024;

/// Refuses methods and sizes that nobody behind us takes.
pub(crate) fn check(destination: Destination, request: &Request) -> Result<()> {
    let method = request.method();
    if !takes(destination, &method) {
        let detail = format!("{method} is not possible here.");
        return Err(Problem::new(405, "method_not_allowed", detail).into());
    }
    if request.url().len() > MAX_URL_BYTES {
        return Err(Problem::new(414, "uri_too_long", "The address is longer than 8 KiB.").into());
    }
    let length = request
        .header("content-length")
        .and_then(|value| value.parse::<u64>().ok());
    // The webhooks say themselves what is too long.
    if !matches!(destination, Destination::Webhook(_)) && length.is_some_and(|length| length > MAX_BODY_BYTES)
    {
        return Err(Problem::new(413, "payload_too_large", "The body is longer than 1 MiB.").into());
    }
    Ok(())
}

fn takes(destination: Destination, method: &Method) -> bool {
    match destination {
        Destination::App | Destination::Reference => matches!(method, Method::Get | Method::Head),
        Destination::Api(_)
        | Destination::Health
        | Destination::Webhook(_)
        | Destination::OlderApi
        | Destination::TradingPanel(_) => {
            matches!(
                method,
                Method::Get | Method::Head | Method::Post | Method::Put | Method::Delete | Method::Options
            )
        }
        Destination::Sandbox
        | Destination::VendorHost(_)
        | Destination::VendorPath(_)
        | Destination::UnknownHost => true,
    }
}

/// Where a request that came over plain HTTP should have gone, if the platform is public over HTTPS.
pub(crate) fn https_address(cx: &Cx, request: &Request) -> Option<String> {
    let public = cx.var("PUBLIC_URL")?;
    let url = request.url();
    let rest = url.strip_prefix("http://")?;
    let public_host = public.strip_prefix("https://")?.trim_end_matches('/');
    (public_host == request.host()).then(|| format!("https://{rest}"))
}
