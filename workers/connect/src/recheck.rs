//! The periodic check: every connection each half hour, those that waited longest first. Each is claimed before it is
//! checked, so that two ticks at once do not ask twice; a claim that dies costs one check.

use pinewire_domain::{
    access::{connection::CHECK_EVERY_MS, failure::AccessFailure, outcome::Problem, wire::Balance},
    id::{ConnectionId, UserId},
    time::DAY_MS,
};
use pinewire_shared::{
    Cx, Result, at_once, clock,
    db::FromRow,
    log, params, sql,
    tradingview::{self, Cause, Client, Connection, Reply, Seen},
};
use serde_json::json;

/// Ticks come a little early or late: half an hour is not missed by seconds.
const SLACK_MS: i64 = 2 * 60 * 1000;
/// Connections that are claimed together.
const ROUND: u32 = 50;
/// Checks under way at once: a worker has six connections to the outside.
const AT_ONCE: usize = 5;
/// No further round is begun after so long: the next tick goes on.
const ENOUGH_MS: i64 = 4 * 60 * 1000;
/// How long the history is kept.
const KEEP_DAYS: i64 = 90;
/// Rows of the history that one tick removes at most.
const PURGE: u32 = 5_000;

sql! {
    /// ?1 now, ?2 when they were last tried at the latest, ?3 how many.
    system CLAIM = "UPDATE tv_connections SET tried_at = ?1
        WHERE id IN (SELECT id FROM tv_connections WHERE status <> 'disconnected' AND tried_at <= ?2
                     ORDER BY tried_at LIMIT ?3)
        RETURNING user_id, id";
    /// ?1 the oldest that is kept, ?2 how many at most.
    system PURGE_CHECKS = "DELETE FROM tv_connection_checks
        WHERE id IN (SELECT id FROM tv_connection_checks WHERE created_at < ?1 LIMIT ?2)";
}

#[derive(Debug, FromRow)]
struct Due {
    user_id: UserId,
    id: ConnectionId,
}

/// Checks what is due.
pub(crate) async fn run(cx: &Cx) -> Result<()> {
    let began = clock::now();
    let db = cx.db()?;
    let mut checked = 0;
    loop {
        let now = clock::now();
        let due = now.plus_millis(SLACK_MS - CHECK_EVERY_MS);
        let round: Vec<Due> = db.system().all(&CLAIM, params![now, due, ROUND]).await?;
        checked += round.len();
        let is_last = round.len() < ROUND as usize;
        at_once::for_each(round, AT_ONCE, async |due| {
            if let Err(error) = check(cx, &due).await {
                let fields = json!({ "connection": due.id, "error": error.to_string() });
                log::warn(cx, "connection_not_checked", fields);
            }
        })
        .await;
        if is_last || clock::now().millis_since(began) > ENOUGH_MS {
            break;
        }
    }
    let oldest = began.plus_millis(-KEEP_DAYS * DAY_MS);
    let purged = db.system().run(&PURGE_CHECKS, params![oldest, PURGE]).await?;
    log::info(
        cx,
        "connections_checked",
        json!({ "checked": checked, "purged": purged }),
    );
    Ok(())
}

async fn check(cx: &Cx, due: &Due) -> Result<()> {
    let Some(connection) = tradingview::by_id(&cx.db()?, &due.user_id, &due.id).await? else {
        return Ok(());
    };
    // Without cookies that can be read the connection is dead, which opening it has stored.
    let Some(client) = Client::open(cx, &connection).await? else {
        return Ok(());
    };
    let reply = ask(&client, &connection).await;
    let seen = Seen {
        cause: Cause::Schedule,
        failure: reply.answer.as_ref().err().map(|problem| problem.failure),
        balance: reply.answer.as_ref().ok().and_then(Option::as_ref),
        http_status: reply.http_status,
        latency_ms: reply.latency_ms,
    };
    tradingview::observe(cx, &connection, seen).await?;
    Ok(())
}

/// Whether the session lives. Where the balance says that it does not, the front page may still prove the opposite: one
/// refusal by one endpoint must not stop a seller's work.
async fn ask(client: &Client<'_>, connection: &Connection) -> Reply<Result<Option<Balance>, Problem>> {
    let reply = client.balance().await;
    match &reply.answer {
        Err(problem) if problem.failure.means_dead_session() => {}
        _ => return reply.map(|balance| balance.map(Some)),
    }
    match client.visitor().await.answer {
        Ok(visitor) if visitor.id == connection.tv_user_id => reply.map(|_| Ok(None)),
        // The page did not come: it is asked again next time.
        Err(problem)
            if problem.failure.is_retryable() && problem.failure != AccessFailure::UnexpectedAnswer =>
        {
            reply.map(|_| Err(problem))
        }
        // Signed out, somebody else's, or a page that names nobody.
        _ => reply.map(|_| Err(AccessFailure::SessionDead.into())),
    }
}
