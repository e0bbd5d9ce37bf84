//! The headers that every answer leaves with.

use pinewire_shared::{
    Cx, Result,
    http::{Request, Response, with_mutable_headers},
    security_headers::{self, Content},
};

use crate::{REQUEST_ID, allow_list, destination::Destination};

/// What an answer's headers depend on.
#[derive(Debug)]
pub(crate) struct Visitor {
    origin: Option<String>,
    https: bool,
    is_asset: bool,
}

impl Visitor {
    pub(crate) fn of(request: &Request) -> Self {
        Self {
            origin: request.header("origin"),
            https: request.url().starts_with("https://"),
            is_asset: request.path().starts_with("/assets/"),
        }
    }
}

/// Adds what is missing. A worker that knows better, such as one that answers with a page, has set its own.
pub(crate) fn finish(
    cx: &Cx,
    destination: Destination,
    visitor: &Visitor,
    response: Response,
) -> Result<Response> {
    let mut response = with_mutable_headers(response)?;
    let headers = response.headers_mut();
    headers.set(REQUEST_ID, cx.request_id().as_str())?;
    let Some(content) = content(destination) else {
        return Ok(response);
    };
    for (name, value) in security_headers::headers(content, visitor.https) {
        if !headers.has(name)? {
            headers.set(name, value)?;
        }
    }
    if matches!(destination, Destination::Api(_)) {
        headers.append("vary", "origin")?;
        for (name, value) in allow_list(cx).headers(visitor.origin.as_deref()) {
            headers.set(name, &value)?;
        }
    }
    // The names of these files change with their content. An unknown name is answered with the app's page instead.
    let is_page = headers
        .get("content-type")?
        .is_some_and(|value| value.starts_with("text/html"));
    if destination == Destination::App && visitor.is_asset && !is_page {
        headers.set("cache-control", "public, max-age=31536000, immutable")?;
    }
    Ok(response)
}

/// A stand-in answers as the vendor does: its pages load what ours may not.
const fn content(destination: Destination) -> Option<Content> {
    match destination {
        Destination::App => Some(Content::App),
        Destination::Reference => Some(Content::Reference),
        Destination::Api(_)
        | Destination::Health
        | Destination::Webhook(_)
        | Destination::OlderApi
        | Destination::TradingPanel(_)
        | Destination::UnknownHost => Some(Content::Api),
        Destination::Sandbox | Destination::VendorHost(_) | Destination::VendorPath(_) => None,
    }
}
