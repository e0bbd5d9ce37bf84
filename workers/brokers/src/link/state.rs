//! What is remembered between leaving for the broker's page and coming back. The state itself is only in the browser and
//! at the broker; here is its hash, with whom it belongs to. It is taken out by its first use.

use pinewire_domain::{
    auth::Credential,
    id::{SessionId, UserId},
    time::Timestamp,
    trading::broker::{Broker, Environment},
};
use pinewire_shared::{
    Cx, Result,
    crypto::{self, Place, sha256_hex},
    db::FromRow,
    http::Problem,
    params, random, sql,
};

/// Long enough to sign in at a broker, with a second factor.
pub(super) const VALID_SECONDS: u32 = 900;
/// Links that one user can have begun at the same time.
const MAX_OPEN: u32 = 10;

sql! {
    /// ?2 state, ?3 session, ?4 browser, ?5 broker, ?6 environment, ?7 verifier, ?8 now, ?9 end, ?10 how many at a time.
    tenant ADD = "INSERT INTO broker_oauth_states (user_id, state_hash, session_id, browser_hash, broker, environment,
          verifier_sealed, created_at, expires_at)
        SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9
        WHERE (SELECT count(*) FROM broker_oauth_states WHERE user_id = ?1 AND expires_at > ?8) < ?10";
    /// Takes it out, for whoever shows it in the browser that began it. ?1 state, ?2 browser, ?3 now.
    system TAKE_BY_BROWSER = "DELETE FROM broker_oauth_states
        WHERE state_hash = ?1 AND browser_hash = ?2 AND expires_at > ?3
          AND (session_id IS NULL OR EXISTS (SELECT 1 FROM sessions s JOIN users u ON u.id = s.user_id
            WHERE s.id = session_id AND s.revoked_at IS NULL AND s.expires_at > ?3 AND u.status = 'active'))
        RETURNING user_id, environment, verifier_sealed";
    /// The same for the session that began it. ?2 state, ?3 session, ?4 now.
    tenant TAKE_BY_SESSION = "DELETE FROM broker_oauth_states
        WHERE user_id = ?1 AND state_hash = ?2 AND session_id IS ?3 AND expires_at > ?4
        RETURNING user_id, environment, verifier_sealed";
}

/// A link that was begun.
pub(super) struct Begun {
    /// Goes to the broker and comes back.
    pub(super) state: String,
    /// The PKCE code verifier.
    pub(super) verifier: String,
    /// Stays in the browser.
    pub(super) browser: String,
    /// Until when it can be used.
    pub(super) expires_at: Timestamp,
}

/// A link whose browser came back.
pub(super) struct Returned {
    /// Whose.
    pub(super) user_id: UserId,
    /// Which accounts.
    pub(super) environment: Environment,
    /// The PKCE code verifier.
    pub(super) verifier: String,
}

#[derive(Debug, FromRow)]
struct Row {
    user_id: UserId,
    environment: Environment,
    verifier_sealed: String,
}

/// The calling session; `None` for who signed in by an identity provider.
fn session(cx: &Cx) -> Result<Option<SessionId>> {
    Ok(match cx.caller()?.credential {
        Credential::Session(id) => Some(id),
        Credential::ApiKey(..) | Credential::External => None,
    })
}

fn place<'a>(user_id: &'a UserId, state_hash: &'a str) -> Place<'a> {
    Place {
        tenant: user_id.as_str(),
        table: "broker_oauth_states",
        row: state_hash,
        column: "verifier_sealed",
    }
}

/// Remembers that the caller leaves for the broker's page.
pub(super) async fn begin(cx: &Cx, environment: Environment) -> Result<Begun> {
    let begun = Begun {
        state: random::token()?,
        verifier: random::token()?,
        browser: random::token()?,
        expires_at: cx.now().plus_seconds(i64::from(VALID_SECONDS)),
    };
    let user_id = *cx.user_id()?;
    let state_hash = sha256_hex(begun.state.as_bytes());
    let verifier = crypto::seal(cx.keyring()?, place(&user_id, &state_hash), &begun.verifier)?;
    let params = params![
        state_hash.as_str(),
        session(cx)?.as_ref().map(SessionId::as_str),
        sha256_hex(begun.browser.as_bytes()),
        Broker::Alpaca.as_str(),
        environment.as_str(),
        verifier,
        cx.now(),
        begun.expires_at,
        MAX_OPEN
    ];
    if cx.db()?.tenant(&user_id).run(&ADD, params).await? == 0 {
        let detail = "You have begun to link many accounts and finished none. Try again in 15 minutes.";
        return Err(Problem::new(429, "too_many_links", detail)
            .retry_after(VALID_SECONDS)
            .into());
    }
    Ok(begun)
}

/// The link that a browser came back from, by its cookie.
pub(super) async fn take_by_browser(cx: &Cx, state: &str, browser: &str) -> Result<Returned> {
    let hash = sha256_hex(state.as_bytes());
    let params = params![hash.as_str(), sha256_hex(browser.as_bytes()), cx.now()];
    let row = cx.db()?.system().first(&TAKE_BY_BROWSER, params).await?;
    open(cx, &hash, row)
}

/// The link that the calling session began.
pub(super) async fn take_by_session(cx: &Cx, state: &str) -> Result<Returned> {
    let hash = sha256_hex(state.as_bytes());
    let session = session(cx)?;
    let params = params![hash.as_str(), session.as_ref().map(SessionId::as_str), cx.now()];
    let db = cx.db()?;
    let row = db.tenant(cx.user_id()?).first(&TAKE_BY_SESSION, params).await?;
    open(cx, &hash, row)
}

fn open(cx: &Cx, state_hash: &str, row: Option<Row>) -> Result<Returned> {
    let row = row.ok_or_else(|| {
        let detail = "This link was not begun here, is too old, or was used. Begin again.";
        Problem::new(422, "link_state_invalid", detail)
    })?;
    Ok(Returned {
        verifier: crypto::open(
            cx.keyring()?,
            place(&row.user_id, state_hash),
            &row.verifier_sealed,
        )?,
        user_id: row.user_id,
        environment: row.environment,
    })
}
