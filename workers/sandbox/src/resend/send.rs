//! `POST /emails` and `GET /emails/{id}`.

use pinewire_shared::{
    Cx, Result, crypto,
    http::{Request, Response, response},
    random,
};
use serde_json::{Value, json};

use super::{error::Refusal, input};
use crate::state::{self, Idempotency, Sent, Submission};

/// Resend takes 40 MB, mostly for attachments, which the sandbox does not keep.
const MAX_BODY_BYTES: usize = 1024 * 1024;
const MAX_KEY_CHARS: usize = 256;

pub(super) async fn send(cx: Cx, mut request: Request) -> Result<Response> {
    match accept(&cx, &mut request).await? {
        Ok(id) => response::json(&json!({ "id": id })),
        Err(refusal) => refusal.to_response(),
    }
}

async fn accept(cx: &Cx, request: &mut Request) -> Result<Result<String, Refusal>> {
    if let Err(refusal) = authorize(request) {
        return Ok(Err(refusal));
    }
    let Some(body) = request.body(MAX_BODY_BYTES).await? else {
        return Ok(Err(Refusal::new(
            413,
            "validation_error",
            "The request is too large.",
        )));
    };
    let idempotency_key = request.header("idempotency-key");
    if idempotency_key
        .as_ref()
        .is_some_and(|key| key.is_empty() || key.chars().count() > MAX_KEY_CHARS)
    {
        return Ok(Err(Refusal::new(
            400,
            "invalid_idempotency_key",
            "The key must be between 1-256 chars.",
        )));
    }
    let Ok(body) = serde_json::from_slice::<Value>(&body) else {
        return Ok(Err(Refusal::new(
            400,
            "validation_error",
            "The request body is not valid JSON.",
        )));
    };
    let mail = match input::parse(&body, uuid()?, cx.now()) {
        Ok(mail) => mail,
        Err(refusal) => return Ok(Err(refusal)),
    };
    // The keys of a `Value` are sorted: the same content in another order is the same.
    let idempotency = idempotency_key.map(|key| Idempotency {
        key,
        fingerprint: crypto::sha256_hex(body.to_string().as_bytes()),
    });
    Ok(
        match state::send(
            cx,
            Submission {
                mail,
                now: cx.now(),
                idempotency,
            },
        )
        .await?
        {
            Sent::Accepted { id } => Ok(id),
            Sent::KeyReused => Err(Refusal::new(
                409,
                "invalid_idempotent_request",
                "This idempotency key was used with a different request payload.",
            )),
        },
    )
}

pub(super) async fn retrieve(cx: Cx, request: Request) -> Result<Response> {
    if let Err(refusal) = authorize(&request) {
        return refusal.to_response();
    }
    match state::find_mail(&cx, request.param("id")?).await? {
        Some(mail) => response::json(&mail),
        None => Refusal::new(404, "not_found", "Email not found").to_response(),
    }
}

/// Any key is good that looks like one of Resend's, but for those that begin with `re_invalid`.
fn authorize(request: &Request) -> Result<(), Refusal> {
    let header = request.header("authorization").unwrap_or_default();
    match header.split_once(' ') {
        Some((scheme, key)) if scheme.eq_ignore_ascii_case("bearer") => {
            let is_good = key.len() > 3 && key.starts_with("re_") && !key.starts_with("re_invalid");
            if is_good {
                Ok(())
            } else {
                Err(Refusal::new(403, "invalid_api_key", "API key is invalid."))
            }
        }
        _ => Err(Refusal::new(
            401,
            "missing_api_key",
            "Missing API key in the authorization header.",
        )),
    }
}

/// A random UUID (RFC 9562, version 4).
fn uuid() -> Result<String> {
    let random = u128::from_be_bytes(random::bytes()?);
    let bits = random & !(0xf << 76 | 0b11 << 62) | 0x4 << 76 | 0b10 << 62;
    let mut text = format!("{bits:032x}");
    for at in [8, 13, 18, 23] {
        text.insert(at, '-');
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_random_uuids() {
        let id = uuid().unwrap();
        let groups: Vec<&str> = id.split('-').collect();
        let lengths: Vec<usize> = groups.iter().map(|group| group.len()).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
        assert!(
            groups[2].starts_with('4') && groups[3].starts_with(['8', '9', 'a', 'b']),
            "{id}"
        );
        assert_ne!(id, uuid().unwrap());
    }
}
