//! The `AccessSequencer`: one object per seller, named by the user id, which makes every request about access with the
//! seller's cookies. One object means one request at a time for an access, one spacing and one circuit breaker.
//!
//! It holds nothing that is not in the database: what is wanted, how far it is and what was said are rows, written before
//! and after each request ([`carry`]). It works by its alarm, in slices ([`slice`](mod@slice)), and never sleeps while
//! work is left: the alarm of the next slice is set before a slice begins, so that a crash is followed by one. Whoever
//! wants something writes it down and pokes the object; a poke is only a hint to look.

#![expect(missing_docs, reason = "what the macro generates has none")]

mod carry;
mod list;
mod marks;
mod settle;
mod slice;
mod statements;
mod turn;

use std::{
    cell::{Cell, OnceCell},
    time::Duration,
};

use pinewire_domain::{id::UserId, time::Timestamp};
use pinewire_shared::{
    Cx, Error, Result,
    access::{LIST, ListQuestion, POKE, Poke},
    clock, log,
};
use worker::{DurableObject, Env, Request, Response, durable_object};

use turn::Turn;

/// Where the object keeps whose it is.
const SELLER: &str = "seller";
/// When the alarm goes off again if a slice does not come to its end: longer than one takes.
const SLICE_TIMEOUT_MS: i64 = 90_000;
/// The first wait after a slice that failed as a whole (a database that is down); doubles up to the longest.
const FIRST_PAUSE_MS: i64 = 2_000;
const LONGEST_PAUSE_MS: i64 = 60_000;

/// The sequencer of one seller.
#[durable_object(alarm)]
pub struct AccessSequencer {
    object: worker::State,
    env: Env,
    turn: OnceCell<Turn>,
    /// When the slice at work began.
    working_since: Cell<Option<Timestamp>>,
    /// Whether something was written down while a slice was at work.
    is_poked: Cell<bool>,
    /// Slices in a row that failed.
    failures: Cell<u32>,
}

impl DurableObject for AccessSequencer {
    fn new(object: worker::State, env: Env) -> Self {
        Self {
            object,
            env,
            turn: OnceCell::new(),
            working_since: Cell::default(),
            is_poked: Cell::default(),
            failures: Cell::default(),
        }
    }

    async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        let text = request.text().await?;
        let answer = match request.path().trim_start_matches('/') {
            POKE => self.poke(&text).await,
            LIST => self.list(&text).await,
            _ => return Response::error("no such operation", 404),
        };
        match answer {
            Ok(json) => Response::ok(json),
            Err(Error::Retry(what)) => Response::error(what, 503),
            Err(error) => Err(error.into()),
        }
    }

    /// Never fails: the platform would give up on an alarm that does so too often.
    async fn alarm(&self) -> worker::Result<Response> {
        let now = clock::now();
        let is_taken = self
            .working_since
            .get()
            .is_some_and(|since| now.millis_since(since) < SLICE_TIMEOUT_MS);
        if is_taken {
            self.is_poked.set(true);
            self.wake_in(SLICE_TIMEOUT_MS).await;
            return Response::empty();
        }
        self.working_since.set(Some(now));
        self.wake_in(SLICE_TIMEOUT_MS).await;
        self.is_poked.set(false);
        let worked = self.work().await;
        self.working_since.set(None);
        let wake_at = match worked {
            Ok(wake_at) => {
                self.failures.set(0);
                wake_at
            }
            Err(error) => {
                log::error("sequencer_failed", &error.to_string());
                let failures = self.failures.get().min(5);
                self.failures.set(failures + 1);
                Some(clock::now().plus_millis((FIRST_PAUSE_MS << failures).min(LONGEST_PAUSE_MS)))
            }
        };
        match wake_at {
            _ if self.is_poked.take() => self.wake_in(1).await,
            Some(at) => self.wake_in(at.millis_since(clock::now())).await,
            None => {
                if let Err(error) = self.object.storage().delete_alarm().await {
                    // It goes off once more, in vain.
                    log::error("alarm_not_deleted", &error.to_string());
                }
            }
        }
        Response::empty()
    }
}

impl AccessSequencer {
    /// Looks for work soon. Its answer means that the alarm is set.
    async fn poke(&self, text: &str) -> Result<String> {
        let poke: Poke = serde_json::from_str(text)?;
        self.object
            .storage()
            .put_raw(SELLER, poke.user_id.as_str())
            .await?;
        if self.working_since.get().is_some() {
            // The slice at work looks again before it ends. Should it die, its own alarm goes off.
            self.is_poked.set(true);
        } else {
            self.object.storage().set_alarm(1).await?;
        }
        Ok("null".to_owned())
    }

    async fn work(&self) -> Result<Option<Timestamp>> {
        let stored: Option<String> = self.object.storage().get(SELLER).await?;
        let Some(user_id) = stored.and_then(|id| id.parse::<UserId>().ok()) else {
            return Ok(None);
        };
        let cx = self.cx()?;
        let turn = self.turn(&cx).await?;
        slice::work(&cx, &user_id, turn, &self.is_poked).await
    }

    async fn list(&self, text: &str) -> Result<String> {
        let question: ListQuestion = serde_json::from_str(text)?;
        let cx = self.cx()?;
        let turn = self.turn(&cx).await?;
        let answer = list::page(&cx, turn, &question).await?;
        Ok(serde_json::to_string(&answer)?)
    }

    fn cx(&self) -> Result<Cx> {
        Cx::for_event("access-sequencer", self.env.clone())
    }

    async fn turn(&self, cx: &Cx) -> Result<&Turn> {
        if let Some(turn) = self.turn.get() {
            return Ok(turn);
        }
        let turn = Turn::load(cx, self.object.storage()).await?;
        Ok(self.turn.get_or_init(|| turn))
    }

    /// An alarm set for this very moment would not go off.
    async fn wake_in(&self, ms: i64) {
        let wait = Duration::from_millis(ms.max(1).unsigned_abs());
        if let Err(error) = self.object.storage().set_alarm(wait).await {
            // The sweep pokes the object.
            log::error("alarm_not_set", &error.to_string());
        }
    }
}
