//! `/oauth/token`: codes and refresh tokens for tokens. Its answers are those of RFC 6749, without the protocol's envelope.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use pinewire_domain::id::{SessionId, UserId};
use pinewire_shared::{
    Cx, Result,
    auth::access_token::Subject,
    crypto::{self, sha256, sha256_hex},
    db::FromRow,
    http::{Request, Response, response},
    panel::Fields,
    params, sql,
};
use serde::Serialize;

use crate::{
    client,
    tokens::{self, Grant, Issued},
};

sql! {
    /// ?1 code, ?2 now. The row says whether it was used before.
    system TAKE = "UPDATE panel_codes SET used_at = coalesce(used_at, ?2) WHERE code_hash = ?1
        RETURNING user_id, session_id, client_id, redirect_uri, code_challenge, used_at = ?2 AND ?2 < expires_at AS is_good";
    system USED = "SELECT used_at IS NOT NULL AS is_used FROM panel_codes WHERE code_hash = ?1";
}

#[derive(Debug, Serialize)]
struct Tokens {
    token_type: &'static str,
    access_token: String,
    expires_in: u32,
    refresh_token: Option<String>,
}

#[derive(Debug, Serialize)]
struct Refusal {
    error: &'static str,
    error_description: &'static str,
}

#[derive(Debug, FromRow)]
struct IssuedCode {
    user_id: UserId,
    session_id: SessionId,
    client_id: String,
    redirect_uri: String,
    code_challenge: Option<String>,
    is_good: bool,
}

#[derive(Debug, FromRow)]
struct Used {
    is_used: bool,
}

/// `POST /oauth/token`
pub(crate) async fn exchange(cx: Cx, mut request: Request) -> Result<Response> {
    let asked = Fields::of_form(&mut request).await?;
    // TradingView sends no client_id with a refresh; the secret alone tells the one client.
    let is_client = asked.get("client_id").is_none_or(|id| client::is_known(&cx, id));
    if !is_client || !client::has_secret(&cx, &asked.text("client_secret")) {
        return refuse(
            401,
            "invalid_client",
            "The client is not known, or its secret is wrong.",
        );
    }
    let issued = match asked.get("grant_type").unwrap_or_default() {
        "authorization_code" => by_code(&cx, &asked).await?,
        "refresh_token" => tokens::refresh(&cx, &asked.text("refresh_token")).await?,
        _ => {
            let detail = "Use authorization_code or refresh_token.";
            return refuse(400, "unsupported_grant_type", detail);
        }
    };
    match issued {
        Some(issued) => response::json(&Tokens {
            token_type: "bearer",
            access_token: issued.access_token,
            expires_in: tokens::ACCESS_SECONDS,
            refresh_token: issued.refresh_token,
        }),
        None => refuse(
            400,
            "invalid_grant",
            "It is not known, too old, or was used. Sign in again.",
        ),
    }
}

/// A code is for one use. A second use means that a copy leaked: what the first one began ends.
async fn by_code(cx: &Cx, asked: &Fields) -> Result<Option<Issued>> {
    let hash = sha256_hex(asked.text("code").as_bytes());
    let db = cx.db()?;
    let mut batch = db.batch();
    batch.system(&USED, params![hash.as_str()])?;
    batch.system(&TAKE, params![hash.as_str(), cx.now()])?;
    let mut results = batch.run().await?;
    let was_used = results.first::<Used>(0)?.is_some_and(|used| used.is_used);
    let Some(code) = results.first::<IssuedCode>(1)? else {
        return Ok(None);
    };
    if was_used {
        tokens::end(cx, &code.user_id, &code.session_id, "reuse").await?;
        return Ok(None);
    }
    let is_its = code.client_id == asked.text("client_id") && code.redirect_uri == asked.text("redirect_uri");
    if !code.is_good || !is_its || !is_verified(code.code_challenge.as_deref(), &asked.text("code_verifier"))
    {
        return Ok(None);
    }
    let subject = Subject {
        user_id: code.user_id,
        session_id: code.session_id,
    };
    tokens::begin(cx, &subject, Grant::Code(&code.client_id))
        .await
        .map(Some)
}

/// PKCE (RFC 7636), method S256: whoever began with a challenge ends with its verifier.
fn is_verified(challenge: Option<&str>, verifier: &str) -> bool {
    challenge.is_none_or(|challenge| {
        let made = URL_SAFE_NO_PAD.encode(sha256(verifier.as_bytes()));
        crypto::equal(made.as_bytes(), challenge.as_bytes())
    })
}

fn refuse(status: u16, error: &'static str, error_description: &'static str) -> Result<Response> {
    response::json_with_status(
        status,
        &Refusal {
            error,
            error_description,
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_challenge_is_met_by_its_verifier_only() {
        // The example of RFC 7636, appendix B.
        let challenge = Some("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        assert!(is_verified(
            challenge,
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
        ));
        assert!(!is_verified(
            challenge,
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXK"
        ));
        assert!(!is_verified(challenge, ""));
        assert!(is_verified(None, ""));
    }
}
