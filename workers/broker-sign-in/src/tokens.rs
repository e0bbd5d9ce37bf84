//! A panel's tokens. Each refresh issues the next generation; the one before stays good until the next is first used, so
//! that an answer that is lost on the way ends nothing ([`crate::caller`] retires it).

use pinewire_domain::{
    id::{SessionId, UserId},
    time::Timestamp,
};
use pinewire_shared::{
    Cx, Result,
    auth::access_token::Subject,
    crypto::sha256_hex,
    db::{Batch, FromRow},
    params, random, sql,
};

/// TradingView advises 15 to 30 minutes.
pub(super) const ACCESS_SECONDS: u32 = 20 * 60;
/// After a sign-in by password there is nothing to refresh: the user would have to type it again.
const PASSWORD_SECONDS: u32 = 12 * 60 * 60;
/// A session ends this long after its last refresh.
const SESSION_SECONDS: i64 = 30 * 24 * 60 * 60;

sql! {
    /// ?2 access token, ?3 refresh token, ?4 session, ?5 client, ?6 now, ?7 end.
    tenant ADD = "INSERT INTO panel_tokens (user_id, access_hash, refresh_hash, session_id, client_id, generation,
          issued_at, expires_at)
        SELECT ?1, ?2, ?3, ?4, ?5, coalesce(max(generation), 0) + 1, ?6, ?7
        FROM panel_tokens WHERE user_id = ?1 AND session_id = ?4";
    /// The web app's own refresh token of this session, which nobody was given. ?2 session.
    tenant DROP_WEB_TOKEN = "DELETE FROM refresh_tokens WHERE user_id = ?1 AND session_id = ?2";
    /// ?1 refresh token, ?2 now.
    system BY_REFRESH = "SELECT t.user_id, t.session_id, t.client_id, t.generation, t.retired_at IS NOT NULL AS is_retired
        FROM panel_tokens t
        JOIN sessions s ON s.id = t.session_id AND s.revoked_at IS NULL AND s.expires_at > ?2
        JOIN users u ON u.id = t.user_id AND u.status = 'active'
        WHERE t.refresh_hash = ?1";
    /// ?2 session, ?3 generation, ?4 now.
    tenant RETIRE_BEFORE = "UPDATE panel_tokens SET retired_at = ?4
        WHERE user_id = ?1 AND session_id = ?2 AND generation < ?3 AND retired_at IS NULL";
    /// ?2 session, ?3 now, ?4 end.
    tenant EXTEND = "UPDATE sessions SET last_seen_at = ?3, expires_at = ?4
        WHERE user_id = ?1 AND id = ?2 AND revoked_at IS NULL";
    /// ?2 session, ?3 now, ?4 why.
    tenant END = "UPDATE sessions SET revoked_at = ?3, revoke_reason = ?4
        WHERE user_id = ?1 AND id = ?2 AND revoked_at IS NULL";
}

/// Tokens that were just made. The only time that they are known.
pub(super) struct Issued {
    /// For requests.
    pub(super) access_token: String,
    /// For the next tokens; none after a sign-in by password.
    pub(super) refresh_token: Option<String>,
    /// The end of the access token.
    pub(super) expires_at: Timestamp,
}

/// How a panel signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grant<'a> {
    /// By a code of this client.
    Code(&'a str),
    /// By the user's password.
    Password,
}

impl Issued {
    fn make(cx: &Cx, grant: Grant<'_>) -> Result<Self> {
        let (seconds, refresh_token) = match grant {
            Grant::Code(_) => (ACCESS_SECONDS, Some(format!("pwpr_{}", random::token()?))),
            Grant::Password => (PASSWORD_SECONDS, None),
        };
        Ok(Self {
            access_token: format!("pwpa_{}", random::token()?),
            refresh_token,
            expires_at: cx.now().plus_seconds(i64::from(seconds)),
        })
    }

    fn add(&self, batch: &mut Batch<'_>, cx: &Cx, subject: &Subject, grant: Grant<'_>) -> Result<()> {
        let refresh_hash = self
            .refresh_token
            .as_ref()
            .map(|token| sha256_hex(token.as_bytes()));
        let client_id = match grant {
            Grant::Code(client_id) => client_id,
            Grant::Password => "",
        };
        let params = params![
            sha256_hex(self.access_token.as_bytes()),
            refresh_hash,
            &subject.session_id,
            client_id,
            cx.now(),
            self.expires_at
        ];
        batch.tenant(&subject.user_id, &ADD, params)?;
        Ok(())
    }
}

/// The first tokens of a session that was begun for a panel.
pub(super) async fn begin(cx: &Cx, subject: &Subject, grant: Grant<'_>) -> Result<Issued> {
    let issued = Issued::make(cx, grant)?;
    let db = cx.db()?;
    let mut batch = db.batch();
    batch.tenant(&subject.user_id, &DROP_WEB_TOKEN, params![&subject.session_id])?;
    issued.add(&mut batch, cx, subject, grant)?;
    batch.run().await?;
    Ok(issued)
}

#[derive(Debug, FromRow)]
struct Row {
    user_id: UserId,
    session_id: SessionId,
    client_id: String,
    generation: i64,
    is_retired: bool,
}

/// The next tokens; `None` if the refresh token is not good (any more). One that was replaced long ago was stolen, from the
/// panel or by it: the session ends.
pub(super) async fn refresh(cx: &Cx, refresh_token: &str) -> Result<Option<Issued>> {
    let db = cx.db()?;
    let hash = sha256_hex(refresh_token.as_bytes());
    let row: Option<Row> = db.system().first(&BY_REFRESH, params![hash, cx.now()]).await?;
    let Some(row) = row else { return Ok(None) };
    if row.is_retired {
        end(cx, &row.user_id, &row.session_id, "reuse").await?;
        return Ok(None);
    }
    let grant = Grant::Code(&row.client_id);
    let subject = Subject {
        user_id: row.user_id,
        session_id: row.session_id,
    };
    let issued = Issued::make(cx, grant)?;
    let mut batch = db.batch();
    let params = params![&row.session_id, row.generation, cx.now()];
    batch.tenant(&row.user_id, &RETIRE_BEFORE, params)?;
    let end = cx.now().plus_seconds(SESSION_SECONDS);
    batch.tenant(&row.user_id, &EXTEND, params![&row.session_id, cx.now(), end])?;
    issued.add(&mut batch, cx, &subject, grant)?;
    batch.run().await?;
    Ok(Some(issued))
}

/// Ends the session, and all tokens with it.
pub(super) async fn end(cx: &Cx, user_id: &UserId, session_id: &SessionId, why: &'static str) -> Result<()> {
    let db = cx.db()?;
    db.tenant(user_id)
        .run(&END, params![session_id, cx.now(), why])
        .await?;
    Ok(())
}
