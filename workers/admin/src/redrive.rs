//! `POST /api/admin/dead-letters/redrive`: queues jobs again that failed for good.
//!
//! The letters are marked and their jobs added in one transaction, so of two redrives of the same letter one finds it
//! dealt with already; a job's idempotency key is made of its letter's id besides.

use pinewire_domain::id::{DeadLetterId, JobId, SignalEventId};
use pinewire_shared::{
    Cx, Result,
    audit::{self, Actor, Entry},
    db::{Batch, FromRow},
    http::{Problem, Request, Response, response},
    jobs, params, sql,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Letters of one transaction.
const ROUND: u32 = 50;
/// Rounds of one request; what is left is for the next one.
const MAX_ROUNDS: usize = 20;

/// Open letters whose job is known: by ids (a JSON array), topic and error code, as far as they are given. A message
/// that named no job can't be redriven.
macro_rules! matching {
    () => {
        "FROM dead_letters WHERE status = 'open' AND job_id IS NOT NULL
           AND (?1 IS NULL OR id IN (SELECT value FROM json_each(?1)))
           AND (?2 IS NULL OR topic = ?2) AND (?3 IS NULL OR error_code = ?3)"
    };
}

/// The letters of this round that are still open: ?1 is a JSON array of [letter, new job, new event].
macro_rules! round {
    () => {
        "(SELECT d.id, d.topic, d.user_id, d.payload, d.payload ->> 'signal_id' AS signal_id,
                 r.value ->> 1 AS new_job_id, r.value ->> 2 AS new_event_id
          FROM json_each(?1) AS r JOIN dead_letters AS d ON d.id = r.value ->> 0 AND d.status = 'open')"
    };
}

sql! {
    system COUNT = concat!("SELECT count(*) AS letters ", matching!());
    system NEXT = concat!("SELECT id ", matching!(), " ORDER BY created_at, id LIMIT ?4");
    system ADD_JOBS = concat!("INSERT INTO jobs (id, topic, idempotency_key, user_id, payload, created_at, available_at)
        SELECT new_job_id, topic, 'redrive:' || id, user_id, payload, ?2, ?2 FROM ", round!(), " WHERE true
        ON CONFLICT (idempotency_key) DO NOTHING");
    /// A signal whose screenshot failed waits for one again.
    system REOPEN_SCREENSHOTS = concat!("UPDATE signals
        SET screenshot_status = 'pending', screenshot_error = NULL, updated_at = ?2
        WHERE screenshot_status = 'failed'
          AND id IN (SELECT signal_id FROM ", round!(), " WHERE topic = 'screenshots')");
    system TELL_SIGNALS = concat!("INSERT INTO signal_events (id, signal_id, user_id, at, kind, detail)
        SELECT new_event_id, signal_id, user_id, ?2, 'screenshot_replayed', '{\"by\":\"operator\"}' FROM ", round!(), "
        WHERE topic = 'screenshots' AND signal_id IN (SELECT id FROM signals WHERE screenshot_status = 'failed')");
    system MARK = concat!("UPDATE dead_letters SET status = 'redriven', resolved_at = ?2, resolved_by = ?3
        WHERE id IN (SELECT id FROM ", round!(), ")");
}

/// Where `MARK` stands among a round's statements.
const MARKED: usize = 3;

/// Which dead letters to redrive: those that fit everything that is given.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct Redrive {
    /// These.
    ids: Option<Vec<DeadLetterId>>,
    /// Those of this kind of job.
    topic: Option<String>,
    /// Those that failed for this reason.
    error_code: Option<String>,
    /// Only count them. True unless it says otherwise.
    #[serde(default = "yes")]
    #[cfg_attr(feature = "openapi", schema(required = false, default = true))]
    dry_run: bool,
}

const fn yes() -> bool {
    true
}

/// What a redrive did.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct RedriveResult {
    /// Dead letters that fit.
    matched: i64,
    /// Jobs that were queued again; at most 1,000 a request.
    redriven: u64,
}

/// Queue failed jobs again
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/admin/dead-letters/redrive", tag = "admin", request_body = Redrive,
    responses(
        (status = 200, description = "What was, or would be, queued again", body = RedriveResult),
        (status = 422, description = "Nothing says which dead letters", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn redrive_dead_letters(cx: Cx, mut request: Request) -> Result<Response> {
    let redrive: Redrive = request.json().await?;
    let filter = Filter::of(&redrive)?;
    let matched = filter.count(&cx).await?;
    let mut redriven = 0;
    if !redrive.dry_run {
        for _ in 0..MAX_ROUNDS {
            let letters = filter.next(&cx).await?;
            if letters.is_empty() {
                break;
            }
            redriven += run_round(&cx, &letters).await?;
        }
        let context = cx.clone();
        cx.wait_until(async move { jobs::send_pending(&context).await });
    }
    response::json(&RedriveResult { matched, redriven })
}

struct Filter<'a> {
    ids: Option<String>,
    topic: Option<&'a str>,
    error_code: Option<&'a str>,
}

impl<'a> Filter<'a> {
    fn of(redrive: &'a Redrive) -> Result<Self> {
        if redrive.ids.is_none() && redrive.topic.is_none() && redrive.error_code.is_none() {
            return Err(Problem::invalid("ids", "Say which ones: by ids, topic or error_code.").into());
        }
        if redrive.ids.as_ref().is_some_and(|ids| ids.len() > 1000) {
            return Err(Problem::invalid("ids", "Name at most 1,000 at a time.").into());
        }
        Ok(Self {
            ids: redrive.ids.as_ref().map(serde_json::to_string).transpose()?,
            topic: redrive.topic.as_deref(),
            error_code: redrive.error_code.as_deref(),
        })
    }

    async fn count(&self, cx: &Cx) -> Result<i64> {
        #[derive(FromRow)]
        struct Count {
            letters: i64,
        }
        let params = params![self.ids.clone(), self.topic, self.error_code];
        let count: Option<Count> = cx.db()?.system().first(&COUNT, params).await?;
        Ok(count.map_or(0, |count| count.letters))
    }

    async fn next(&self, cx: &Cx) -> Result<Vec<DeadLetterId>> {
        #[derive(FromRow)]
        struct Letter {
            id: DeadLetterId,
        }
        let params = params![self.ids.clone(), self.topic, self.error_code, ROUND];
        let letters: Vec<Letter> = cx.db()?.system().all(&NEXT, params).await?;
        Ok(letters.into_iter().map(|letter| letter.id).collect())
    }
}

/// Redrives these letters; how many were still open.
async fn run_round(cx: &Cx, letters: &[DeadLetterId]) -> Result<u64> {
    let round = letters
        .iter()
        .map(|id| Ok((*id, cx.new_id::<JobId>()?, cx.new_id::<SignalEventId>()?)))
        .collect::<Result<Vec<_>>>()?;
    let round = serde_json::to_string(&round)?;
    let by = cx.user_id()?;
    let entry = Entry {
        actor: Actor::of(cx),
        action: "dead_letters.redrive",
        subject_id: None,
        detail: json!({ "ids": letters }),
    };
    let add = |batch: &mut Batch<'_>| {
        batch.system(&ADD_JOBS, params![round.as_str(), cx.now()])?;
        batch.system(&TELL_SIGNALS, params![round.as_str(), cx.now()])?;
        batch.system(&REOPEN_SCREENSHOTS, params![round.as_str(), cx.now()])?;
        batch.system(&MARK, params![round.as_str(), cx.now(), by])?;
        Ok(())
    };
    audit::commit(cx, &entry, add).await?.changes(MARKED)
}
