//! One intent, carried as far as it goes now: what the attempt asks for is stored before it is done, what came of it
//! after. The steps themselves are decided in [`pinewire_domain::access::attempt`].
//!
//! Dying between two steps is harmless: before a request is stored nothing was sent, and a stored request without an
//! answer is looked up by whoever finds it. So is being overtaken: every step is stored only over the state that it
//! was made from.

use pinewire_domain::{
    access::{
        attempt::{Attempt, Books, Change, Event, Next},
        expiry::Expiry,
        failure::AccessFailure,
        outcome::Outcome,
        username::Username,
        wire::PineId,
    },
    id::{AttemptId, BulkJobId, GrantId, ScriptId, UserId},
    time::Timestamp,
};
use pinewire_shared::{
    Error, Result, clock,
    db::{Batch, Db, FromRow},
    params,
    tradingview::Client,
};

use super::{
    marks::{Came, Sent},
    settle::{self, End},
    statements::{CLOSE_LOG, FENCE, OPEN_LOG, SAVE, SPELL},
    turn::{Turn, jitter},
};

/// What carrying needs of the slice.
pub(super) struct Seat<'a> {
    pub(super) cx: &'a pinewire_shared::Cx,
    pub(super) db: &'a Db,
    pub(super) user_id: &'a UserId,
    pub(super) client: &'a Client<'a>,
    pub(super) turn: &'a Turn,
}

/// An intent that is due, with what the books know of its grant.
#[derive(Debug, FromRow)]
pub(super) struct Due {
    pub(super) id: AttemptId,
    pub(super) grant_id: GrantId,
    pub(super) job_id: Option<BulkJobId>,
    pub(super) kind: String,
    change: String,
    pub(super) source: String,
    attempt: Option<String>,
    version: i64,
    pub(super) username: String,
    pub(super) script_id: ScriptId,
    pub(super) pine_id: PineId,
    has_access: bool,
    expires_at: Option<Timestamp>,
    is_paid: bool,
    paid_until: Option<Timestamp>,
}

impl Due {
    fn change(&self) -> Result<Change> {
        Ok(serde_json::from_str(&self.change)?)
    }

    pub(super) fn books(&self) -> Books {
        Books {
            paid_until: self.is_paid.then(|| Expiry::from_column(self.paid_until)),
            on_tradingview: self.has_access.then(|| Expiry::from_column(self.expires_at)),
        }
    }
}

/// How the slice goes on.
pub(super) enum Flow {
    /// With the next intent.
    Next,
    /// Not before then.
    Later(Timestamp),
    /// Not at all: the cookies are dead.
    Dead,
}

/// Carries an intent on.
pub(super) async fn on(seat: &Seat<'_>, due: Due) -> Result<Flow> {
    match try_on(seat, due).await {
        // Somebody else has changed the intent meanwhile: cancelled it, or carries it on.
        Err(error) if is_overtaken(&error) => Ok(Flow::Next),
        done => done,
    }
}

async fn try_on(seat: &Seat<'_>, mut due: Due) -> Result<Flow> {
    let stored = due.attempt.as_deref().map(serde_json::from_str).transpose()?;
    let begun = stored.map_or_else(
        || {
            Attempt::new(due.change()?, due.books(), clock::now())
                .map_or_else(|failure| Ok(Err(failure)), |attempt| Ok(Ok(attempt)))
        },
        |attempt| Ok::<_, Error>(Ok(attempt)),
    )?;
    let attempt = match begun {
        Ok(attempt) => attempt,
        Err(failure) => {
            let end = End::Failed {
                failure,
                is_unsure: false,
            };
            settle::settle(seat, &due, None, None, end).await?;
            return Ok(Flow::Next);
        }
    };
    if let Err(at) = seat.turn.wait().await? {
        return Ok(Flow::Later(at));
    }
    let mut run = Run {
        seat,
        came: due.attempt.take().map(|_| Came::LOST),
        due,
        attempt,
        is_turn_taken: true,
        is_spelling_checked: false,
    };
    run.go().await
}

struct Run<'a> {
    seat: &'a Seat<'a>,
    due: Due,
    attempt: Attempt,
    /// What came of the request whose line in the log is still open.
    came: Option<Came>,
    is_turn_taken: bool,
    is_spelling_checked: bool,
}

impl Run<'_> {
    async fn go(&mut self) -> Result<Flow> {
        let mut next = self.attempt.on(Event::Woken, clock::now(), jitter()?);
        loop {
            next = match next {
                Next::Call { seq, call, expiry } => {
                    let (pine_id, username) = (self.due.pine_id.clone(), self.due.username.clone());
                    self.send(Sent::call(call, &pine_id, &username, expiry)?).await?;
                    let reply = self.seat.client.change(call, &pine_id, &username, expiry).await;
                    let came = Came::of_call(&reply);
                    self.receive(came).await?;
                    if let Some(respelled) = self.respell(reply.answer).await? {
                        match respelled {
                            Respelled::Again => self.attempt.on(Event::Woken, clock::now(), jitter()?),
                            Respelled::Known(outcome) => self.answered(seq, outcome)?,
                        }
                    } else {
                        self.answered(seq, reply.answer)?
                    }
                }
                Next::LookUp { seq } => {
                    let (pine_id, username) = (self.due.pine_id.clone(), self.due.username.clone());
                    self.send(Sent::look_up(&pine_id, &username)?).await?;
                    let reply = self.seat.client.look_up(&pine_id, &username).await;
                    self.receive(Came::of_read(&reply, "found", "none")).await?;
                    let shown = reply.answer;
                    self.attempt
                        .on(Event::LookedUp { seq, shown }, clock::now(), jitter()?)
                }
                Next::Retry { at, failure } => {
                    self.save(at, Some(failure), None).await?;
                    return Ok(Flow::Next);
                }
                Next::Pause => {
                    self.save(clock::now(), Some(AccessFailure::SessionDead), None)
                        .await?;
                    return Ok(Flow::Dead);
                }
                Next::Done(done) => return self.end(End::Done(done)).await,
                Next::Fail { failure, unsure } => {
                    let is_unsure = unsure;
                    return self.end(End::Failed { failure, is_unsure }).await;
                }
                Next::Ignore => return Ok(Flow::Next),
            };
        }
    }

    fn answered(&mut self, seq: u32, outcome: Outcome) -> Result<Next> {
        let event = Event::Answered { seq, outcome };
        Ok(self.attempt.on(event, clock::now(), jitter()?))
    }

    /// Writes down that a request is about to be sent, and waits for its turn.
    async fn send(&mut self, sent: Sent) -> Result<()> {
        self.save(clock::now(), None, Some(sent)).await?;
        if !std::mem::take(&mut self.is_turn_taken) {
            self.seat.turn.wait_on().await?;
        }
        Ok(())
    }

    async fn receive(&mut self, came: Came) -> Result<()> {
        self.seat.turn.report(came.failure, came.retry_at).await?;
        self.came = Some(came);
        Ok(())
    }

    /// TradingView knows no user of this name: perhaps only not in this spelling. Asked once.
    async fn respell(&mut self, outcome: Outcome) -> Result<Option<Respelled>> {
        if outcome != Outcome::Refused(AccessFailure::UserNotFound)
            || std::mem::replace(&mut self.is_spelling_checked, true)
        {
            return Ok(None);
        }
        let Ok(name) = Username::parse(&self.due.username) else {
            return Ok(None);
        };
        self.send(Sent::hint(name.as_str())?).await?;
        let reply = self.seat.client.find_user(&name).await;
        self.receive(Came::of_read(&reply, "found", "none")).await?;
        let hint = match reply.answer {
            Ok(Some(hint)) if hint.username != self.due.username => hint,
            Ok(_) => return Ok(Some(Respelled::Known(outcome))),
            Err(problem) => return Ok(Some(Respelled::Known(Outcome::Transient(problem)))),
        };
        // The refused call changed nothing, so that beginning anew repeats nothing.
        match Attempt::new(self.due.change()?, self.due.books(), clock::now()) {
            Ok(attempt) => self.attempt = attempt,
            Err(failure) => return Ok(Some(Respelled::Known(Outcome::Refused(failure)))),
        }
        self.due.username = hint.username;
        Ok(Some(Respelled::Again))
    }

    async fn save(
        &mut self,
        due_at: Timestamp,
        failure: Option<AccessFailure>,
        sent: Option<Sent>,
    ) -> Result<()> {
        let user_id = self.seat.user_id;
        let mut batch = self.seat.db.batch();
        begin(&mut batch, user_id, &self.due, self.came.as_ref())?;
        if self.is_spelling_checked {
            let params = params![&self.due.grant_id, self.due.username.as_str()];
            batch.tenant(user_id, &SPELL, params)?;
        }
        let attempt = serde_json::to_string(&self.attempt)?;
        batch.tenant(
            user_id,
            &SAVE,
            params![&self.due.id, attempt, due_at, failure.map(AccessFailure::as_str)],
        )?;
        if let Some(sent) = sent {
            batch.tenant(
                user_id,
                &OPEN_LOG,
                params![
                    &self.due.grant_id,
                    &self.due.id,
                    clock::now(),
                    sent.kind,
                    sent.request
                ],
            )?;
        }
        batch.run().await?;
        self.came = None;
        self.due.version += 1;
        Ok(())
    }

    async fn end(&mut self, end: End) -> Result<Flow> {
        let came = self.came.take();
        settle::settle(self.seat, &self.due, Some(&self.attempt), came.as_ref(), end).await?;
        Ok(Flow::Next)
    }
}

/// What looking for another spelling came to.
enum Respelled {
    /// There is one: try that.
    Again,
    /// There is none, or nobody knows.
    Known(Outcome),
}

/// The first statements of every step: nobody else came before, and this is what came of the request before.
pub(super) fn begin(batch: &mut Batch<'_>, user_id: &UserId, due: &Due, came: Option<&Came>) -> Result<()> {
    batch.tenant(user_id, &FENCE, params![&due.id, due.version])?;
    if let Some(came) = came {
        let params = params![
            &due.id,
            came.outcome,
            came.status,
            came.latency_ms,
            came.failure.map(AccessFailure::as_str),
            came.retry_at
        ];
        batch.tenant(user_id, &CLOSE_LOG, params)?;
    }
    Ok(())
}

fn is_overtaken(error: &Error) -> bool {
    let Error::Reject(problem) = error else {
        return false;
    };
    let cause = problem.cause.as_deref().unwrap_or_default();
    cause.contains("access_fence")
}
