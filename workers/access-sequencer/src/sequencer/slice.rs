//! A slice of work: intents that are due, one after the other, until time is up or nothing is due.

use std::cell::Cell;

use pinewire_domain::{id::UserId, time::Timestamp};
use pinewire_shared::{
    Cx, Error, Result, clock,
    db::FromRow,
    jobs, log, params,
    tradingview::{self, Client, Connection},
};
use serde_json::json;

use super::{
    carry::{self, Due, Flow, Seat},
    statements::{DUE, NEXT_DUE, POSTPONE},
    turn::Turn,
};

/// How long a slice works.
const SLICE_MS: i64 = 20_000;
/// Intents that are read at once. Few, so that a single wish does not wait behind many of a job.
const AT_ONCE: u32 = 8;
/// An intent that can't be worked on because of a bug of ours stands aside for so long, so that others get on.
const ASIDE_MS: i64 = 10 * 60 * 1000;

#[derive(Debug, FromRow)]
struct NextDue {
    due_at: Option<Timestamp>,
}

/// Works; when to come again, if there is anything to come for. With dead cookies there is not: whoever stores new ones
/// pokes.
pub(super) async fn work(
    cx: &Cx,
    user_id: &UserId,
    turn: &Turn,
    is_poked: &Cell<bool>,
) -> Result<Option<Timestamp>> {
    let began = clock::now();
    let db = cx.db()?;
    let Some(connection) = tradingview::current(&db, user_id).await? else {
        return Ok(None);
    };
    if !connection.standing.is_usable() {
        return Ok(None);
    }
    let Some(client) = Client::open(cx, &connection).await? else {
        return Ok(None);
    };
    let seat = Seat {
        cx,
        db: &db,
        user_id,
        client: &client,
        turn,
    };
    let worked = round(&seat, &connection, began, is_poked).await;
    // Events that the work has caused. What is not sent now, the outbox sweep sends.
    let context = cx.clone();
    cx.wait_until(async move { jobs::send_pending(&context).await });
    worked
}

async fn round(
    seat: &Seat<'_>,
    connection: &Connection,
    began: Timestamp,
    is_poked: &Cell<bool>,
) -> Result<Option<Timestamp>> {
    loop {
        let now = clock::now();
        if now.millis_since(began) > SLICE_MS {
            return Ok(Some(now));
        }
        is_poked.set(false);
        let due: Vec<Due> = seat
            .db
            .tenant(seat.user_id)
            .all(&DUE, params![&connection.id, now, AT_ONCE])
            .await?;
        if due.is_empty() {
            let next: Option<NextDue> = seat
                .db
                .tenant(seat.user_id)
                .first(&NEXT_DUE, params![&connection.id])
                .await?;
            return Ok(next.and_then(|next| next.due_at));
        }
        for intent in due {
            let id = intent.id;
            let flow = match carry::on(seat, intent).await {
                Err(Error::Bug(what)) => {
                    log::error("intent_not_carried", &format!("{id}: {what}"));
                    let until = clock::now().plus_millis(ASIDE_MS);
                    seat.db
                        .tenant(seat.user_id)
                        .run(&POSTPONE, params![&id, until])
                        .await?;
                    Flow::Next
                }
                flow => flow?,
            };
            match flow {
                Flow::Next => {}
                Flow::Later(at) => return Ok(Some(at)),
                Flow::Dead => {
                    let is_dead = tradingview::mark_dead(seat.cx, connection).await?;
                    log::info(seat.cx, "sequencer_paused", json!({ "is_dead": is_dead }));
                    // Other cookies came meanwhile: go on with them.
                    return Ok((!is_dead).then(clock::now));
                }
            }
            if clock::now().millis_since(began) > SLICE_MS {
                break;
            }
        }
    }
}
