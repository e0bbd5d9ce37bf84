//! One run: the lists are read, compared with what is stored, and the differences are written together with the run's end
//! and the job's. Until then nothing is changed, so a run that dies is simply begun again.

mod compare;
mod progress;
mod read;
mod report;
mod write;

use pinewire_domain::{
    access::{failure::AccessFailure, outcome::Problem, sync_run::Failure},
    id::{ConnectionId, SyncRunId, UserId},
};
use pinewire_shared::{
    Cx, Error, Result, clock,
    db::{Batch, FromRow},
    events::{self, EventType},
    jobs::{self, Claimed},
    params,
    queue::Delivery,
    random, sql,
    sync_runs::Payload,
    tradingview::{self, Client, Connection},
};

use serde::Serialize;

use crate::queue::BACKOFF;
use progress::Progress;

sql! {
    /// ?2 run, ?3 now.
    tenant BEGIN = "UPDATE sync_runs SET status = 'running', stage = 'listing', listed = 0,
          started_at = coalesce(started_at, ?3)
        WHERE user_id = ?1 AND id = ?2 AND status IN ('queued', 'running')
        RETURNING id, connection_id, accept_removal";
    /// ?2 run, ?3 now, ?4 failure, ?5 job, ?6 attempt. Whoever lost the job makes the column NULL, which it can't be, so
    /// that nothing of the transaction happens.
    tenant FAIL = "UPDATE sync_runs SET stage = NULL, failure = ?4, finished_at = ?3,
          status = iif(status = 'running' AND EXISTS (SELECT 1 FROM jobs WHERE id = ?5 AND attempts = ?6), 'failed', NULL)
        WHERE user_id = ?1 AND id = ?2";
    /// ?2 run, ?3 what went wrong. It goes on later.
    tenant POSTPONE = "UPDATE sync_runs SET stage = NULL, failure = ?3
        WHERE user_id = ?1 AND id = ?2 AND status = 'running'";
}

/// A run that has begun.
#[derive(Debug, FromRow)]
struct Run {
    id: SyncRunId,
    connection_id: ConnectionId,
    accept_removal: bool,
}

/// What `sync.finished` tells.
#[derive(Debug, Serialize)]
struct Finished<'a> {
    sync_id: &'a SyncRunId,
    connection_id: &'a ConnectionId,
    status: &'static str,
    added: usize,
    changed: usize,
    removed: usize,
    failure: Option<&'static str>,
}

/// The run, its job, and whose it is.
struct Work<'a> {
    cx: &'a Cx,
    job: &'a Claimed,
    user_id: UserId,
    run: Run,
}

/// Does the run that a job asks for.
pub(crate) async fn run(cx: &Cx, job: &Claimed) -> Result<Delivery> {
    let Payload { run_id } = job.payload()?;
    let user_id = job.user_id.ok_or_else(|| Error::bug("a sync of nobody's"))?;
    let db = cx.db()?;
    let params = params![&run_id, clock::now()];
    let Some(run) = db.tenant(&user_id).first::<Run>(&BEGIN, params).await? else {
        // It has ended, or its seller is gone.
        let mut batch = db.batch();
        job.complete(&mut batch)?;
        batch.run().await?;
        return Ok(Delivery::Ack);
    };
    let work = Work {
        cx,
        job,
        user_id,
        run,
    };
    let connection = tradingview::by_id(&db, &user_id, &work.run.connection_id).await?;
    match connection {
        Some(connection) if connection.standing.is_usable() => work.sync(&connection).await,
        _ => work.fail(Failure::NotConnected).await,
    }
}

impl Work<'_> {
    async fn sync(&self, connection: &Connection) -> Result<Delivery> {
        let Some(client) = Client::open(self.cx, connection).await? else {
            return self.fail(Failure::Access(AccessFailure::SessionDead)).await;
        };
        let progress = Progress::new(self.cx, &self.user_id, &self.run.id);
        let lists = match read::lists(&client, &progress, &connection.username).await? {
            Ok(lists) => lists,
            Err(problem) => return self.not_read(connection, problem).await,
        };
        progress.at("comparing", lists.ids().len()).await?;
        let stored = compare::stored(self.cx, &self.user_id, &connection.id).await?;
        let mut changes = compare::diff(&stored, &lists)?;
        // A script is gone when no list has it and TradingView, asked for it, does not know it either.
        let unlisted = match read::still_there(&client, &changes.removed).await {
            Ok(known) => known,
            Err(problem) => return self.not_read(connection, problem).await,
        };
        changes.removed.retain(|id| !unlisted.contains(id));
        if changes.removes_everything() && unlisted.is_empty() && !self.run.accept_removal {
            return self.fail(Failure::EverythingRemoved).await;
        }
        write::finish(self, &connection.id, &stored, &changes, &unlisted).await
    }

    /// TradingView did not let a list be read: it is tried again where that helps.
    async fn not_read(&self, connection: &Connection, problem: Problem) -> Result<Delivery> {
        let failure = problem.failure;
        let may_work = if failure.means_dead_session() {
            // Other cookies have come meanwhile if it is not.
            !tradingview::mark_dead(self.cx, connection).await?
        } else {
            failure.is_retryable()
        };
        let wait = BACKOFF.delay(self.job.attempts, random_u32()?);
        let Some(wait) = wait.filter(|_| may_work) else {
            return self.fail(Failure::Access(failure)).await;
        };
        let now = clock::now();
        let at = problem.retry_at.unwrap_or(now).max(now.plus(wait));
        let db = self.cx.db()?;
        let mut batch = db.batch();
        batch.tenant(&self.user_id, &POSTPONE, params![&self.run.id, failure.as_str()])?;
        self.job.retry_later(&mut batch, at, failure.as_str())?;
        batch.run().await?;
        let seconds = now.seconds_until(at).saturating_add(1);
        Ok(Delivery::Retry {
            delay_seconds: u32::try_from(seconds).unwrap_or(u32::MAX),
        })
    }

    async fn fail(&self, failure: Failure) -> Result<Delivery> {
        let db = self.cx.db()?;
        let mut batch = db.batch();
        let params = params![
            &self.run.id,
            clock::now(),
            failure.as_str(),
            &self.job.id,
            self.job.attempts
        ];
        batch.tenant(&self.user_id, &FAIL, params)?;
        let finished = Finished {
            sync_id: &self.run.id,
            connection_id: &self.run.connection_id,
            status: "failed",
            added: 0,
            changed: 0,
            removed: 0,
            failure: Some(failure.as_str()),
        };
        self.end(batch, &finished).await
    }

    /// Ends the job with the run, and has the seller's own systems told.
    async fn end(&self, mut batch: Batch<'_>, finished: &Finished<'_>) -> Result<Delivery> {
        events::emit(&mut batch, &self.user_id, EventType::SyncFinished, finished)?;
        self.job.complete(&mut batch)?;
        match batch.run().await {
            Ok(_) => jobs::send_pending(self.cx).await,
            // The claim ran out and somebody else has the job: it is theirs to end.
            Err(error) if lost_the_job(&error) => {}
            Err(error) => return Err(error),
        }
        Ok(Delivery::Ack)
    }
}

fn lost_the_job(error: &Error) -> bool {
    matches!(error, Error::Bug(text) if text.contains("NOT NULL constraint failed: sync_runs.status"))
}

fn random_u32() -> Result<u32> {
    Ok(u32::from_be_bytes(random::bytes()?))
}
