//! `POST /api/auth/logout`.

use pinewire_domain::id::{SessionId, UserId};
use pinewire_shared::{
    Cx, Result,
    account::end_session,
    audit::Actor,
    auth::{self, csrf},
    crypto::sha256_hex,
    http::{Request, Response, response},
};

use super::{answer, refresh};

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
        end_session(&cx, &user_id, &session_id, "logout", Actor::User(user_id)).await?;
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
