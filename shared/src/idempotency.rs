//! `Idempotency-Key`: a client that got no answer sends its request again, with the same key, and what it asked for is
//! done once. The same key with the same request gives the first answer again; with another request it is refused
//! (422); while the first one is at work, so is the second (409). Keys belong to a user and are kept for 24 hours (the
//! `api` worker's nightly cron forgets them).
//!
//! Answers may hold what is shown once, such as an API key, so that they are sealed where they are kept.
//!
//! A handler that commits its answer with its effect ([`Slot::store_with`]) is exact: it can't have done the one and not
//! the other. For others the answer is kept right after the handler; a worker that dies between the two leaves a key
//! that runs the handler again, once its lock is over.

use std::cell::Cell;

use pinewire_domain::{id::UserId, time::DAY_MS};
use serde::Serialize;
use serde_json::json;

use crate::{
    Cx, Error, Result,
    crypto::{self, Place, sha256_hex},
    db::{Batch, FromRow, Param},
    http::{Problem, Request, Response, response},
    log, params, sql,
};

/// The request's header.
pub const HEADER: &str = "idempotency-key";
/// The answer's header that tells a repeated answer from a first one.
pub const REPLAYED: &str = "idempotency-replayed";

const MAX_KEY_CHARS: usize = 255;
/// A request that has not been answered by then is taken for dead.
const LOCK_MS: i64 = 60_000;

sql! {
    /// ?2 key, ?3 request, ?4 now, ?5 end of the lock, ?6 when keys are forgotten. No row: it is taken.
    tenant CLAIM = "INSERT INTO idempotency_keys (user_id, key, request_hash, created_at, locked_until)
        VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT (user_id, key) DO UPDATE SET request_hash = ?3, created_at = ?4, locked_until = ?5,
          response_status = NULL, response_body = NULL
        WHERE created_at <= ?6 OR (response_status IS NULL AND locked_until <= ?4 AND request_hash = ?3)
        RETURNING locked_until";
    tenant TAKEN = "SELECT request_hash, locked_until, response_status, response_body FROM idempotency_keys
        WHERE user_id = ?1 AND key = ?2";
    /// The fence (?3): only whoever holds the lock may answer, the last time counts. ?4 status, ?5 body.
    tenant STORE = "UPDATE idempotency_keys SET response_status = ?4, response_body = ?5
        WHERE user_id = ?1 AND key = ?2 AND locked_until = ?3";
    tenant RELEASE = "DELETE FROM idempotency_keys
        WHERE user_id = ?1 AND key = ?2 AND locked_until = ?3 AND response_status IS NULL";
}

#[derive(Debug, FromRow)]
struct Claimed {
    #[expect(dead_code, reason = "that there is a row is what counts")]
    locked_until: i64,
}

#[derive(Debug, FromRow)]
struct Taken {
    request_hash: String,
    locked_until: i64,
    response_status: Option<u16>,
    response_body: Option<String>,
}

/// The place for the answer of one request. Without a key in the request it holds nothing.
#[derive(Debug)]
pub struct Slot {
    cx: Cx,
    user_id: UserId,
    held: Option<Held>,
    is_stored: Cell<bool>,
}

#[derive(Debug)]
struct Held {
    key: String,
    locked_until: i64,
}

/// Runs `handler`, unless this request was answered before. `body` is what the request's meaning is in.
///
/// Kept are final answers: a success, and a refusal that would be the same again (4xx without 429).
pub async fn run(
    cx: &Cx,
    request: &Request,
    body: &[u8],
    handler: impl AsyncFnOnce(&Slot) -> Result<Response>,
) -> Result<Response> {
    // Little code, because it is compiled for each handler.
    match begin(cx, request, body).await? {
        Begun::Before(answer) => Ok(answer),
        Begun::Now(slot) => {
            let answer = handler(&slot).await;
            slot.settle(answer).await
        }
    }
}

/// Whether a request was answered before.
enum Begun {
    /// It was, like this.
    Before(Response),
    /// Not yet.
    Now(Slot),
}

async fn begin(cx: &Cx, request: &Request, body: &[u8]) -> Result<Begun> {
    let user_id = *cx.user_id()?;
    let mut slot = Slot {
        cx: cx.clone(),
        user_id,
        held: None,
        is_stored: Cell::new(false),
    };
    let Some(key) = request.header(HEADER) else {
        return Ok(Begun::Now(slot));
    };
    check_key(&key)?;
    let method = request.method().to_string();
    let hash = sha256_hex(&[method.as_bytes(), b" ", request.path().as_bytes(), b"\n", body].concat());
    let locked_until = cx.now().as_millis() + LOCK_MS;
    if let Some(taken) = claim(cx, &user_id, &key, &hash, locked_until).await? {
        return repeat(cx, &user_id, &key, &hash, taken).map(Begun::Before);
    }
    slot.held = Some(Held { key, locked_until });
    Ok(Begun::Now(slot))
}

impl Slot {
    /// Keeps the answer in the transaction that commits the effect. The handler then answers with the same, or refuses:
    /// then the refusal is kept instead.
    pub fn store_with<T: Serialize>(&self, batch: &mut Batch<'_>, status: u16, body: &T) -> Result<()> {
        if let Some(held) = &self.held {
            let params = self.answer(held, status, &serde_json::to_string(body)?)?;
            batch.tenant(&self.user_id, &STORE, &params)?;
            self.is_stored.set(true);
        }
        Ok(())
    }

    /// Keeps a final answer, gives the key free after any other. That this fails does not change the answer: the
    /// effect is there.
    async fn settle(&self, answer: Result<Response>) -> Result<Response> {
        let Some(held) = &self.held else { return answer };
        let (answer, text) = match answer {
            Ok(mut response) => {
                let (status, text) = (response.status_code(), response.text().await?);
                let headers = response.headers().clone();
                let again = response::with_body(status, "application/json", &text)?.with_headers(headers);
                (Ok(again), Some((status, text)))
            }
            Err(Error::Reject(problem)) if is_final(problem.status) => {
                let text = serde_json::to_string(&problem.body(self.cx.request_id()))?;
                let status = problem.status;
                (Err(Error::Reject(problem)), Some((status, text)))
            }
            Err(error) => (Err(error), None),
        };
        let kept = match text {
            Some(_) if answer.is_ok() && self.is_stored.get() => Ok(()),
            Some((status, text)) => self.store(held, status, &text).await,
            None => self.release(held).await,
        };
        if let Err(error) = kept {
            log::warn(
                &self.cx,
                "idempotency_key_not_settled",
                json!({ "error": error.to_string() }),
            );
        }
        answer
    }

    async fn store(&self, held: &Held, status: u16, body: &str) -> Result<()> {
        let params = self.answer(held, status, body)?;
        self.cx.db()?.tenant(&self.user_id).run(&STORE, &params).await?;
        Ok(())
    }

    async fn release(&self, held: &Held) -> Result<()> {
        let params = params![held.key.as_str(), held.locked_until];
        self.cx.db()?.tenant(&self.user_id).run(&RELEASE, params).await?;
        Ok(())
    }

    fn answer(&self, held: &Held, status: u16, body: &str) -> Result<[Param; 4]> {
        let sealed = crypto::seal(self.cx.keyring()?, place(&self.user_id, &held.key), body)?;
        Ok([
            held.key.as_str().into(),
            held.locked_until.into(),
            status.into(),
            sealed.into(),
        ])
    }
}

/// Takes the key, or says who has it.
async fn claim(cx: &Cx, user_id: &UserId, key: &str, hash: &str, locked_until: i64) -> Result<Option<Taken>> {
    let now = cx.now();
    let db = cx.db()?;
    let mut batch = db.batch();
    let forgotten = now.plus_millis(-DAY_MS);
    batch.tenant(user_id, &CLAIM, params![key, hash, now, locked_until, forgotten])?;
    batch.tenant(user_id, &TAKEN, params![key])?;
    let mut results = batch.run().await?;
    if results.first::<Claimed>(0)?.is_some() {
        return Ok(None);
    }
    let taken = results.first(1)?;
    taken
        .ok_or_else(|| Error::bug("an idempotency key is neither free nor taken"))
        .map(Some)
}

/// What a request with a taken key is answered with.
fn repeat(cx: &Cx, user_id: &UserId, key: &str, hash: &str, taken: Taken) -> Result<Response> {
    if taken.request_hash != hash {
        let detail = "This Idempotency-Key was used for another request. Use a new key for a new request.";
        return Err(Problem::new(422, "idempotency_mismatch", detail).into());
    }
    let (Some(status), Some(sealed)) = (taken.response_status, taken.response_body) else {
        let wait = (taken.locked_until - cx.now().as_millis()).clamp(1, LOCK_MS);
        let seconds = u32::try_from(wait.unsigned_abs().div_ceil(1000)).unwrap_or(1);
        let detail = "The first request with this Idempotency-Key is still at work. Try again.";
        return Err(Problem::new(409, "idempotency_in_flight", detail)
            .retry_after(seconds.min(5))
            .into());
    };
    let body = crypto::open(cx.keyring()?, place(user_id, key), &sealed).map_err(|error| {
        // The master key that sealed it was removed within the day.
        Problem::conflict("The answer to this Idempotency-Key can't be shown again. Use a new key.")
            .because(error)
    })?;
    let kind = if status < 400 {
        "application/json"
    } else {
        "application/problem+json"
    };
    let answer = response::with_body(status, kind, &body)?;
    answer.headers().set(REPLAYED, "true")?;
    Ok(answer)
}

fn check_key(key: &str) -> Result<()> {
    if !key.is_empty() && key.len() <= MAX_KEY_CHARS && key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(());
    }
    let detail = "Send an Idempotency-Key of 1 to 255 visible ASCII characters, such as a UUID.";
    Err(Problem::bad_request("idempotency_key_invalid", detail).into())
}

/// Whether the same request would be refused the same way again.
const fn is_final(status: u16) -> bool {
    status >= 400 && status < 500 && status != 429
}

fn place<'a>(user_id: &'a UserId, key: &'a str) -> Place<'a> {
    Place {
        tenant: user_id.as_str(),
        table: "idempotency_keys",
        row: key,
        column: "response_body",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_visible_ascii() {
        for key in ["k", "8e03978e-40d5-43e8-bc93-6894a57f9324", &"x".repeat(255)] {
            assert!(check_key(key).is_ok(), "{key}");
        }
        for key in ["", "a b", "ş", "a\tb", &"x".repeat(256)] {
            assert!(check_key(key).is_err(), "{key}");
        }
    }

    #[test]
    fn what_may_be_otherwise_next_time_is_not_kept() {
        assert!([400, 404, 409, 422].into_iter().all(is_final));
        assert!(![200, 201, 429, 500, 503].into_iter().any(is_final));
    }
}
