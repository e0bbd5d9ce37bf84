//! `POST /api/auth/logout`, and the one way in which a session ends.

use pinewire_domain::id::{SessionId, UserId};
use pinewire_shared::{
    Cx, Result,
    audit::{self, Actor},
    auth::{self, csrf},
    crypto::sha256_hex,
    http::{Request, Response, response},
    params, sql,
};
use serde_json::json;

use super::{answer, refresh};

sql! {
    tenant REVOKE = "UPDATE sessions SET revoked_at = ?3, revoke_reason = ?4
        WHERE user_id = ?1 AND id = ?2 AND revoked_at IS NULL";
}

/// Sign out
///
/// Ends the session of the access token, or else of the refresh token. Signing out twice is no error.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/auth/logout", tag = "accounts", request_body = Option<refresh::Refresh>,
    responses((status = 204, description = "The session has ended"))
))]
pub(crate) async fn log_out(cx: Cx, mut request: Request) -> Result<Response> {
    // A foreign page must not sign anyone out, not even by having the cookies deleted.
    csrf::check_origin(&cx, &request)?;
    if let Some((user_id, session_id)) = session_of(&cx, &mut request).await? {
        end(&cx, &user_id, &session_id, "logout", Actor::User(user_id)).await?;
    }
    let answer = response::no_content()?;
    answer::clear_cookies(&answer)?;
    Ok(answer)
}

async fn session_of(cx: &Cx, request: &mut Request) -> Result<Option<(UserId, SessionId)>> {
    let caller = auth::caller_if_any(cx, request)?;
    if let Some((caller, session_id)) = caller.and_then(|caller| Some((caller, caller.session_id()?))) {
        return Ok(Some((caller.user_id, session_id)));
    }
    let Some((token, _)) = refresh::shown_token(cx, request).await? else {
        return Ok(None);
    };
    let row = refresh::find(cx, &sha256_hex(token.as_bytes())).await?;
    let live = row.filter(|row| row.revoked_at.is_none());
    Ok(live.map(|row| (row.user_id, row.session_id)))
}

/// Ends a session, for the record with its reason.
pub(super) async fn end(
    cx: &Cx,
    user_id: &UserId,
    session_id: &SessionId,
    reason: &str,
    actor: Actor,
) -> Result<()> {
    let entry = audit::Entry {
        actor,
        action: "session.end",
        subject_id: Some(session_id.as_str()),
        detail: json!({ "reason": reason }),
    };
    audit::commit(cx, &entry, |batch| {
        batch.tenant(user_id, &REVOKE, params![session_id, cx.now(), reason])?;
        Ok(())
    })
    .await?;
    Ok(())
}
