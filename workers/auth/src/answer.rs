//! What a sign-in answers with: tokens in the body for programs, cookies for browsers.

use pinewire_domain::{
    id::{SessionId, UserId},
    time::Timestamp,
};
use pinewire_shared::{
    Cx, Result,
    account::User,
    auth::{
        access_token::{self, Subject},
        csrf, session,
    },
    crypto::sha256_hex,
    db::Batch,
    http::{Cookie, Request, Response, SameSite, response},
    params, random, sql,
};
use serde::{Deserialize, Serialize};

/// A session ends this long after its last refresh.
pub(super) const REFRESH_SECONDS: u32 = 30 * 24 * 3600;
const ACCESS_SECONDS: u32 = 900;

sql! {
    tenant ADD_SESSION = "INSERT INTO sessions (user_id, id, user_agent, ip, created_at, last_seen_at, expires_at)
        VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6)";
    tenant ADD_REFRESH_TOKEN = "INSERT INTO refresh_tokens (user_id, token_hash, session_id, issued_at, expires_at)
        VALUES (?1, ?2, ?3, ?4, ?5)";
}

/// How the client keeps its tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) enum Transport {
    /// In the answer's body, for programs.
    #[default]
    Bearer,
    /// In cookies out of reach for scripts, for browsers.
    Cookie,
}

/// A session that was begun or refreshed.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct Session {
    user: User,
    transport: Transport,
    /// `null` when it is in a cookie.
    access_token: Option<String>,
    /// `null` when it is in a cookie. For one use.
    refresh_token: Option<String>,
    token_type: &'static str,
    /// Seconds that the access token is good for.
    expires_in: u32,
    /// With cookies: what to send as `X-CSRF-Token` with each change.
    csrf_token: Option<String>,
    /// After sign-up: the private webhook URL, shown this once.
    webhook_url: Option<String>,
}

/// A refresh token that was just made.
pub(super) struct RefreshToken {
    pub(super) token: String,
    pub(super) hash: String,
}

impl RefreshToken {
    pub(super) fn generate() -> Result<Self> {
        let token = format!("pwr_{}", random::token()?);
        Ok(Self {
            hash: sha256_hex(token.as_bytes()),
            token,
        })
    }
}

/// A session that is about to be stored.
pub(super) struct NewSession {
    pub(super) id: SessionId,
    pub(super) refresh: RefreshToken,
}

impl NewSession {
    pub(super) fn generate(cx: &Cx) -> Result<Self> {
        Ok(Self {
            id: cx.new_id()?,
            refresh: RefreshToken::generate()?,
        })
    }

    /// Adds the session, on the device that makes the request, to a batch.
    pub(super) fn add(
        &self,
        batch: &mut Batch<'_>,
        request: &Request,
        user_id: &UserId,
        now: Timestamp,
    ) -> Result<()> {
        let expires_at = now.plus_seconds(i64::from(REFRESH_SECONDS));
        let (agent, ip) = (request.user_agent(), request.client_ip());
        batch.tenant(
            user_id,
            &ADD_SESSION,
            params![&self.id, agent, ip, now, expires_at],
        )?;
        let params = params![self.refresh.hash.as_str(), &self.id, now, expires_at];
        batch.tenant(user_id, &ADD_REFRESH_TOKEN, params)?;
        Ok(())
    }
}

/// The answer for a session.
pub(super) fn session(
    cx: &Cx,
    status: u16,
    user: User,
    session_id: &SessionId,
    refresh_token: &str,
    transport: Transport,
    webhook_url: Option<String>,
) -> Result<Response> {
    let subject = Subject {
        user_id: user.id,
        session_id: *session_id,
    };
    let access_token = access_token::issue(cx.keyring()?, &subject, cx.now())?;
    let by_cookie = transport == Transport::Cookie;
    let csrf_token = if by_cookie {
        Some(csrf::token(cx.keyring()?, session_id)?)
    } else {
        None
    };
    let answer = response::json_with_status(
        status,
        &Session {
            user,
            transport,
            access_token: (!by_cookie).then(|| access_token.clone()),
            refresh_token: (!by_cookie).then(|| refresh_token.to_owned()),
            token_type: "Bearer",
            expires_in: ACCESS_SECONDS,
            csrf_token: csrf_token.clone(),
            webhook_url,
        },
    )?;
    if let Some(csrf_token) = csrf_token {
        set_cookies(
            &answer,
            &access_token,
            refresh_token,
            &csrf_token,
            (ACCESS_SECONDS, REFRESH_SECONDS),
        )?;
    }
    Ok(answer)
}

/// Deletes the session's cookies.
pub(super) fn clear_cookies(answer: &Response) -> Result<()> {
    set_cookies(answer, "", "", "", (0, 0))
}

fn set_cookies(
    answer: &Response,
    access: &str,
    refresh: &str,
    csrf: &str,
    (short, long): (u32, u32),
) -> Result<()> {
    let cookies = [
        (session::ACCESS_COOKIE, access, short, true),
        (session::REFRESH_COOKIE, refresh, long, true),
        (csrf::COOKIE, csrf, long, false),
    ];
    for (name, value, max_age_seconds, http_only) in cookies {
        let cookie = Cookie {
            name,
            value,
            max_age_seconds,
            http_only,
            same_site: SameSite::Lax,
        };
        answer.headers().append("set-cookie", &cookie.to_string())?;
    }
    Ok(())
}
