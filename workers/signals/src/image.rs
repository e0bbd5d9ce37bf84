//! `GET /api/signals/{id}/screenshot.png`: the picture itself, for its owner or for whoever has a signed link.

use pinewire_domain::{
    auth::Scope,
    id::{SignalId, UserId},
    signal::ScreenshotStatus,
};
use pinewire_shared::{
    Cx, Error, Result, auth,
    db::FromRow,
    http::{Access, Problem, Request, Response, response},
    params,
    signed_url::{self, LinkError},
};
use serde::Deserialize;

use super::{signal_id, statements::PICTURE};

/// A replay makes another picture under the same address, so caches ask again soon.
const CACHE_CONTROL: &str = "private, max-age=300";

#[derive(Debug, Deserialize)]
struct LinkQuery {
    expires: Option<i64>,
    signature: Option<String>,
}

#[derive(Debug, FromRow)]
struct Picture {
    user_id: UserId,
    screenshot_key: Option<String>,
    screenshot_status: ScreenshotStatus,
}

/// A signal's screenshot
///
/// By a signed link (`screenshot_url` of the signal), or for the signed-in owner or their API key with the scope
/// `signals:read`.
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/signals/{id}/screenshot.png", tag = "signals",
    params(
        ("id" = String, Path),
        ("expires" = Option<i64>, Query, description = "Of a signed link: epoch seconds"),
        ("signature" = Option<String>, Query, description = "Of a signed link"),
    ),
    responses(
        (status = 200, description = "The picture", body = Vec<u8>, content_type = "image/png"),
        (status = 304, description = "It is still the one that `If-None-Match` names"),
        (status = 401, description = "No signature, and nobody is signed in", body = pinewire_shared::http::ProblemBody),
        (status = 403, description = "The link is not valid, or no longer", body = pinewire_shared::http::ProblemBody),
        (status = 404, description = "There is no such signal, or no screenshot of it", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn get_screenshot(cx: Cx, request: Request) -> Result<Response> {
    let id = signal_id(&request)?;
    let link: LinkQuery = request.query()?;
    let key = match link.signature {
        Some(signature) => by_link(&cx, &id, link.expires.unwrap_or(0), &signature).await?,
        None => by_owner(&cx, &request, &id).await?,
    };
    let key = key.ok_or_else(|| Error::from(Problem::not_found("screenshot")))?;
    send(&cx, &request, &key).await
}

/// A wrong signature and a signal that does not exist are answered alike.
async fn by_link(cx: &Cx, id: &SignalId, expires: i64, signature: &str) -> Result<Option<String>> {
    let picture = find(cx, id).await?.ok_or_else(invalid_link)?;
    match signed_url::verify(cx.keyring()?, &picture.user_id, id, expires, signature, cx.now()) {
        Ok(()) => Ok(picture.key()),
        Err(LinkError::Invalid) => Err(invalid_link()),
        Err(LinkError::Expired) => {
            let detail = "This link has expired. Read the signal again for a new one.";
            Err(Problem::forbidden("link_expired", detail).into())
        }
    }
}

async fn by_owner(cx: &Cx, request: &Request, id: &SignalId) -> Result<Option<String>> {
    let caller = auth::authenticate(cx, request, Access::Scope(Scope::SignalsRead))?;
    let caller = caller.ok_or_else(|| Error::from(Problem::unauthenticated("Sign in first.")))?;
    let picture = find(cx, id)
        .await?
        .filter(|picture| picture.user_id == caller.user_id);
    Ok(picture.ok_or_else(super::no_such_signal)?.key())
}

async fn find(cx: &Cx, id: &SignalId) -> Result<Option<Picture>> {
    cx.db()?.system().first(&PICTURE, params![id]).await
}

fn invalid_link() -> Error {
    Problem::forbidden(
        "link_invalid",
        "This link is not valid. Read the signal again for a new one.",
    )
    .into()
}

impl Picture {
    fn key(self) -> Option<String> {
        self.screenshot_key
            .filter(|_| self.screenshot_status == ScreenshotStatus::Completed)
    }
}

async fn send(cx: &Cx, request: &Request, key: &str) -> Result<Response> {
    let file = cx
        .screenshots()?
        .get(key)
        .await?
        .ok_or_else(|| Error::from(Problem::not_found("screenshot")))?;
    let response = if names(request.header("if-none-match").as_deref(), &file.etag) {
        worker::ResponseBuilder::new().with_status(304).empty()
    } else {
        response::bytes(&file.content_type, file.bytes)?
    };
    response.headers().set("etag", &file.etag)?;
    response.headers().set("cache-control", CACHE_CONTROL)?;
    // A picture is all it is, whatever bytes were stored.
    response
        .headers()
        .set("content-security-policy", "default-src 'none'; sandbox")?;
    Ok(response)
}

/// Whether `If-None-Match` names this entity tag (RFC 9110, section 13.1.2: compared weakly).
fn names(header: Option<&str>, etag: &str) -> bool {
    let weak = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    header.is_some_and(|header| header.trim() == "*" || header.split(',').any(|tag| weak(tag) == weak(etag)))
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn entity_tags_are_compared_weakly() {
        let etag = "\"abc\"";
        for header in ["\"abc\"", "W/\"abc\"", "\"x\", W/\"abc\"", "*"] {
            assert!(names(Some(header), etag), "{header}");
        }
        assert!(!names(Some("\"abcd\""), etag) && !names(None, etag));
    }
}
