//! One step of a run: the next page of the list of the script that is at work, or the judgement of a complete list, or
//! the end. Each is committed over the state that it was taken from.

use pinewire_domain::{
    access::{
        failure::AccessFailure,
        wire::{PineId, UsersPage},
    },
    backoff::Backoff,
    id::{ReconciliationId, ScriptId, UserId},
    time::Timestamp,
};
use pinewire_shared::{
    Cx, Error, Result,
    access::{ListQuestion, list_users},
    clock,
    db::{Batch, FromRow},
    params, random, sql,
};

use crate::judge;

/// Failures in a row before a script's list is given up.
const MAX_TRIES: u32 = 8;
const BACKOFF: Backoff = Backoff {
    base: core::time::Duration::from_secs(2),
    max: core::time::Duration::from_mins(2),
    max_attempts: u32::MAX,
};
/// A list that was begun so long ago is begun anew: nobody promises that its pages still fit together.
const STALE_MS: i64 = 60 * 60 * 1000;

sql! {
    /// ?2 run. The script that is being listed, else the next one.
    tenant NOW_AT = "SELECT r.version, s.script_id, t.pine_id, s.status, s.listed_from, s.pages, s.tries,
          (SELECT p.body ->> 'next' FROM reconciliation_pages AS p
           WHERE p.run_id = r.id AND p.script_id = s.script_id AND p.page = s.pages) AS next
        FROM reconciliations AS r
        LEFT JOIN reconciliation_scripts AS s ON s.run_id = r.id AND s.status IN ('pending', 'listing')
        LEFT JOIN tradingview_scripts AS t ON t.id = s.script_id
        WHERE r.user_id = ?1 AND r.id = ?2 AND r.status = 'running'
        ORDER BY s.status = 'listing' DESC, s.script_id LIMIT 1";
    /// ?2 run, ?3 the version that was read.
    tenant FENCE = "INSERT INTO access_fence (id) SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM reconciliations
        WHERE user_id = ?1 AND id = ?2 AND version = ?3 AND status = 'running')";
    tenant TURN = "UPDATE reconciliations SET version = version + 1 WHERE user_id = ?1 AND id = ?2";
    /// ?2 run, ?3 script, ?4 number, ?5 page.
    tenant ADD_PAGE = "INSERT INTO reconciliation_pages (run_id, script_id, page, user_id, body) VALUES (?2, ?3, ?4, ?1, ?5)";
    /// ?2 run, ?3 script, ?4 pages, ?5 when the first one was asked for.
    tenant LISTED = "UPDATE reconciliation_scripts SET status = 'listing', pages = ?4, tries = 0, listed_from = ?5
        WHERE user_id = ?1 AND run_id = ?2 AND script_id = ?3";
    /// ?2 run, ?3 script, ?4 failure.
    tenant TRIED = "UPDATE reconciliation_scripts SET tries = tries + 1, failure = ?4
        WHERE user_id = ?1 AND run_id = ?2 AND script_id = ?3";
    tenant FAILED = "UPDATE reconciliation_scripts SET status = 'failed', failure = ?4
        WHERE user_id = ?1 AND run_id = ?2 AND script_id = ?3";
    /// ?2 run, ?3 script.
    tenant BEGIN_ANEW = "UPDATE reconciliation_scripts SET status = 'pending', pages = 0, listed_from = NULL
        WHERE user_id = ?1 AND run_id = ?2 AND script_id = ?3";
    tenant FORGET_PAGES = "DELETE FROM reconciliation_pages WHERE user_id = ?1 AND run_id = ?2 AND script_id = ?3";
    /// ?2 run, ?3 now.
    tenant COMPLETE = "UPDATE reconciliations SET status = 'completed', finished_at = ?3 WHERE user_id = ?1 AND id = ?2";
}

/// What a step came to.
#[derive(Debug)]
pub(crate) enum Step {
    /// There is another one.
    Taken,
    /// TradingView wants a pause.
    Wait {
        until: Timestamp,
        failure: AccessFailure,
    },
    /// The run can't go on.
    Failed(AccessFailure),
    /// There is nothing left to do, or somebody else does it.
    Over,
}

#[derive(Debug, FromRow)]
struct NowAt {
    version: i64,
    script_id: Option<ScriptId>,
    pine_id: Option<PineId>,
    listed_from: Option<Timestamp>,
    pages: Option<u32>,
    tries: Option<u32>,
    next: Option<String>,
}

/// The script that a step is about.
pub(crate) struct Place<'a> {
    pub(crate) user_id: &'a UserId,
    pub(crate) run_id: &'a ReconciliationId,
    pub(crate) script_id: ScriptId,
    pub(crate) version: i64,
    pub(crate) listed_from: Timestamp,
    pub(crate) pages: u32,
}

impl Place<'_> {
    /// The first statements of every step.
    pub(crate) fn begin(&self, batch: &mut Batch<'_>) -> Result<()> {
        batch.tenant(self.user_id, &FENCE, params![self.run_id, self.version])?;
        batch.tenant(self.user_id, &TURN, params![self.run_id])?;
        Ok(())
    }

    /// Gives the script's list up.
    pub(crate) fn fail(&self, batch: &mut Batch<'_>, failure: AccessFailure) -> Result<()> {
        let params = params![self.run_id, &self.script_id, failure.as_str()];
        batch.tenant(self.user_id, &FAILED, params)?;
        self.forget_pages(batch)
    }

    pub(crate) fn forget_pages(&self, batch: &mut Batch<'_>) -> Result<()> {
        let params = params![self.run_id, &self.script_id];
        batch.tenant(self.user_id, &FORGET_PAGES, params)?;
        Ok(())
    }
}

/// Takes the next step of a run.
pub(crate) async fn take(cx: &Cx, user_id: &UserId, run_id: &ReconciliationId) -> Result<Step> {
    match try_take(cx, user_id, run_id).await {
        // The fence: somebody else is at it.
        Err(Error::Reject(_)) => Ok(Step::Over),
        taken => taken,
    }
}

async fn try_take(cx: &Cx, user_id: &UserId, run_id: &ReconciliationId) -> Result<Step> {
    let db = cx.db()?;
    let at: Option<NowAt> = db.tenant(user_id).first(&NOW_AT, params![run_id]).await?;
    let Some(at) = at else { return Ok(Step::Over) };
    let now = clock::now();
    let (Some(script_id), Some(pine_id)) = (at.script_id, at.pine_id) else {
        let mut batch = db.batch();
        batch.tenant(user_id, &FENCE, params![run_id, at.version])?;
        batch.tenant(user_id, &COMPLETE, params![run_id, now])?;
        batch.run().await?;
        return Ok(Step::Over);
    };
    let place = Place {
        user_id,
        run_id,
        script_id,
        version: at.version,
        listed_from: at.listed_from.unwrap_or(now),
        pages: at.pages.unwrap_or_default(),
    };
    if place.pages > 0 && at.next.is_none() {
        judge::judge(cx, &place).await?;
        return Ok(Step::Taken);
    }
    if now.millis_since(place.listed_from) > STALE_MS {
        let mut batch = db.batch();
        place.begin(&mut batch)?;
        batch.tenant(user_id, &BEGIN_ANEW, params![run_id, &script_id])?;
        place.forget_pages(&mut batch)?;
        batch.run().await?;
        return Ok(Step::Taken);
    }
    let question = ListQuestion {
        user_id: *user_id,
        pine_id,
        username: None,
        next: at.next,
    };
    match list_users(cx, &question).await? {
        Ok(page) => store(cx, &place, &page).await,
        Err(problem) if problem.failure.means_dead_session() => Ok(Step::Failed(problem.failure)),
        Err(problem) => {
            let tries = at.tries.unwrap_or_default() + 1;
            let mut batch = db.batch();
            place.begin(&mut batch)?;
            if tries >= MAX_TRIES || !problem.failure.is_retryable() {
                place.fail(&mut batch, problem.failure)?;
                batch.run().await?;
                return Ok(Step::Taken);
            }
            let params = params![run_id, &script_id, problem.failure.as_str()];
            batch.tenant(user_id, &TRIED, params)?;
            batch.run().await?;
            let jitter = u32::from_be_bytes(random::bytes::<4>()?);
            let wait = BACKOFF.delay(tries, jitter).unwrap_or(BACKOFF.max);
            let own = clock::now().plus(wait);
            Ok(Step::Wait {
                until: problem.retry_at.map_or(own, |told| told.max(own)),
                failure: problem.failure,
            })
        }
    }
}

async fn store(cx: &Cx, place: &Place<'_>, page: &UsersPage) -> Result<Step> {
    let db = cx.db()?;
    let mut batch = db.batch();
    place.begin(&mut batch)?;
    let number = place.pages + 1;
    let body = serde_json::to_string(page)?;
    batch.tenant(
        place.user_id,
        &ADD_PAGE,
        params![place.run_id, &place.script_id, number, body],
    )?;
    batch.tenant(
        place.user_id,
        &LISTED,
        params![place.run_id, &place.script_id, number, place.listed_from],
    )?;
    batch.run().await?;
    Ok(Step::Taken)
}
