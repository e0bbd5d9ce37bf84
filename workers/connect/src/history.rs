//! `GET /api/connect/health`: every check of the connection, and what the last week's came to.

use pinewire_domain::{
    access::{connection::ConnectionStatus, failure::AccessFailure},
    id::{ConnectionCheckId, ConnectionId},
    page::Cursor,
    time::{DAY_MS, Timestamp},
};
use pinewire_shared::{
    Cx, Result,
    db::FromRow,
    http::{
        Request, Response,
        page::{Asked, Page},
        response,
    },
    params, sql,
};
use serde::Serialize;

/// What the summary is about.
const SUMMARY_DAYS: i64 = 7;

sql! {
    /// ?2 rows, ?3 and ?4 where the page begins.
    tenant PAGE = "SELECT id, connection_id, created_at, cause, failure, status, http_status, latency_ms
        FROM tv_connection_checks WHERE user_id = ?1 AND (created_at, id) < (?3, ?4)
        ORDER BY created_at DESC, id DESC LIMIT ?2";
    /// Checks since ?2, by what went wrong. Only answers have a latency that means something.
    tenant SUMMARY = "SELECT failure, count(*) AS checks,
          coalesce(sum(iif(http_status IS NULL, 0, latency_ms)), 0) AS latency_ms,
          coalesce(max(iif(http_status IS NULL, 0, latency_ms)), 0) AS slowest_ms, count(http_status) AS answers
        FROM tv_connection_checks WHERE user_id = ?1 AND created_at >= ?2 GROUP BY failure ORDER BY failure";
}

/// One check, or a request that found the cookies dead.
#[derive(Debug, Serialize, FromRow)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct ConnectionCheck {
    /// Its id.
    id: ConnectionCheckId,
    /// Which connection.
    connection_id: ConnectionId,
    /// When.
    created_at: Timestamp,
    /// Why: `connect`, `schedule`, or `request` when something else found the cookies dead.
    cause: String,
    /// What went wrong; null: the cookies work.
    failure: Option<AccessFailure>,
    /// Where the connection stood after it.
    status: ConnectionStatus,
    /// The HTTP status of TradingView's answer; null: there was none, or it was not kept.
    http_status: Option<u16>,
    /// How long the answer took.
    latency_ms: i64,
}

/// The last seven days in numbers.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct HealthSummary {
    /// Since when.
    from: Timestamp,
    /// How many checks.
    checks: i64,
    /// How many found that the cookies work.
    healthy: i64,
    /// Mean latency of the answers; null without any.
    average_latency_ms: Option<i64>,
    /// The slowest answer; null without any.
    slowest_ms: Option<i64>,
    /// The others, by what went wrong.
    failures: Vec<FailureCount>,
}

/// How often something went wrong.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct FailureCount {
    /// What.
    failure: AccessFailure,
    /// How often.
    count: i64,
}

/// A page of checks, the newest first.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct ConnectionHistory {
    /// The last seven days in numbers.
    summary: HealthSummary,
    /// The checks.
    data: Vec<ConnectionCheck>,
    /// What to send as `cursor` for the next page; `null` on the last one.
    next_cursor: Option<String>,
}

#[derive(Debug, FromRow)]
struct Group {
    failure: Option<AccessFailure>,
    checks: i64,
    latency_ms: i64,
    slowest_ms: i64,
    answers: i64,
}

/// The connection's health history, the newest check first
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/connect/health", tag = "connection",
    params(
        ("limit" = Option<u32>, Query, description = "Rows on a page, 1 to 200; 50 if absent"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
    ),
    responses(
        (status = 200, description = "One page, and the last seven days in numbers", body = ConnectionHistory),
        (status = 422, description = "A parameter is wrong", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn connection_health(cx: Cx, request: Request) -> Result<Response> {
    let asked = Asked::by(&request)?;
    let (db, user_id) = (cx.db()?, cx.user_id()?);
    let from = cx.now().plus_millis(-SUMMARY_DAYS * DAY_MS);
    let mut batch = db.batch();
    let (created_at, id) = asked.before();
    batch.tenant(user_id, &PAGE, params![asked.limit + 1, created_at, id])?;
    batch.tenant(user_id, &SUMMARY, params![from])?;
    let mut results = batch.run().await?;
    let page = Page::new(
        results.rows::<ConnectionCheck>(0)?,
        asked.limit as usize,
        |check| Cursor::new(check.created_at, check.id).encode(),
    );
    response::json(&ConnectionHistory {
        summary: summary(from, &results.rows::<Group>(1)?),
        data: page.data,
        next_cursor: page.next_cursor,
    })
}

fn summary(from: Timestamp, groups: &[Group]) -> HealthSummary {
    let sum = |value: fn(&Group) -> i64| groups.iter().map(value).sum::<i64>();
    let answers = sum(|group| group.answers);
    HealthSummary {
        from,
        checks: sum(|group| group.checks),
        healthy: sum(|group| if group.failure.is_none() { group.checks } else { 0 }),
        average_latency_ms: sum(|group| group.latency_ms).checked_div(answers),
        slowest_ms: groups
            .iter()
            .filter(|group| group.answers > 0)
            .map(|group| group.slowest_ms)
            .max(),
        failures: groups
            .iter()
            .filter_map(|group| {
                Some(FailureCount {
                    failure: group.failure?,
                    count: group.checks,
                })
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_without_an_answer_have_no_latency() {
        let group = |failure, checks, latency_ms, slowest_ms, answers| Group {
            failure,
            checks,
            latency_ms,
            slowest_ms,
            answers,
        };
        let groups = [
            group(None, 3, 300, 150, 3),
            group(Some(AccessFailure::NoAnswer), 2, 0, 0, 0),
            group(Some(AccessFailure::Unavailable), 1, 500, 500, 1),
        ];
        let summary = summary(Timestamp::from_millis(0), &groups);
        assert_eq!((summary.checks, summary.healthy), (6, 3));
        assert_eq!(
            (summary.average_latency_ms, summary.slowest_ms),
            (Some(200), Some(500))
        );
        let failures: Vec<_> = summary
            .failures
            .iter()
            .map(|kind| (kind.failure, kind.count))
            .collect();
        assert_eq!(
            failures,
            [(AccessFailure::NoAnswer, 2), (AccessFailure::Unavailable, 1)]
        );
    }

    #[test]
    fn no_checks_are_no_numbers() {
        let summary = summary(Timestamp::from_millis(0), &[]);
        assert_eq!(
            (summary.checks, summary.average_latency_ms, summary.slowest_ms),
            (0, None, None)
        );
    }
}
