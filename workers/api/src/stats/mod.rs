//! `GET /api/stats`: how well the signals did. Everything is counted by the database as it changes (triggers of the
//! migrations 0004 and 0005), so that this reads a few hundred rows however many signals there are.

mod rows;
#[cfg(test)]
mod tests;

use pinewire_domain::{
    auth::Scope,
    decimal::Decimal,
    stats::Stats,
    time::{DAY_MS, Timestamp},
};
use pinewire_shared::{
    Cx, Result,
    http::{Access, Limit, Request, Response, Route, response},
    params, routes, sql,
};
use serde::Serialize;

use rows::{DayRow, StatsRow};

pub(crate) const ROUTES: &[Route] = routes! {
    GET "/api/stats" => get_stats, Access::Scope(Scope::StatsRead), Limit::Standard;
};

/// For docs/openapi.json.
#[cfg(feature = "openapi")]
#[derive(utoipa::OpenApi)]
#[openapi(paths(get_stats))]
pub(crate) struct Docs;

/// Tickers and strategies that are listed at most: those with the most signals.
const MAX_GROUPS: u32 = 100;
/// Days of the series, today included.
const DAYS: i64 = 90;

sql! {
    /// The ?3 keys of scope ?2 with the most signals.
    tenant GROUPS = "SELECT st.key, st.total, st.wins, st.losses, st.breakevens, st.skipped, st.priced,
          CAST(st.gross_profit_micros AS TEXT) AS gross_profit_micros,
          CAST(st.gross_loss_micros AS TEXT) AS gross_loss_micros,
          (SELECT kind FROM signal_streaks AS k WHERE k.user_id = st.user_id AND k.scope = st.scope AND k.key = st.key
           ORDER BY k.first_at DESC, k.first_id DESC LIMIT 1) AS current_kind,
          (SELECT length FROM signal_streaks AS k WHERE k.user_id = st.user_id AND k.scope = st.scope AND k.key = st.key
           ORDER BY k.first_at DESC, k.first_id DESC LIMIT 1) AS current_length,
          (SELECT max(length) FROM signal_streaks AS k WHERE k.user_id = st.user_id AND k.scope = st.scope
             AND k.key = st.key AND k.kind = 'win') AS longest_win,
          (SELECT max(length) FROM signal_streaks AS k WHERE k.user_id = st.user_id AND k.scope = st.scope
             AND k.key = st.key AND k.kind = 'loss') AS longest_loss
        FROM signal_stats AS st WHERE st.user_id = ?1 AND st.scope = ?2 AND st.total > 0
        ORDER BY st.total DESC, st.key LIMIT ?3";
    /// The days that have signals, from day ?2 on.
    tenant DAILY = "SELECT day, total, wins, losses, CAST(profit_loss_micros AS TEXT) AS profit_loss_micros
        FROM signal_days WHERE user_id = ?1 AND day >= ?2 ORDER BY day LIMIT ?3";
}

/// How well the signals did.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct StatsReport {
    /// All signals.
    summary: Stats,
    /// The 100 tickers with the most signals.
    by_ticker: Vec<TickerStats>,
    /// The 100 strategies with the most signals.
    by_strategy: Vec<StrategyStats>,
    /// The last 90 days (UTC) by the signals' creation, the oldest first.
    daily: Vec<DailyStats>,
}

/// One ticker.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct TickerStats {
    #[serde(flatten)]
    stats: Stats,
    /// The ticker.
    ticker: String,
}

/// One strategy.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct StrategyStats {
    #[serde(flatten)]
    stats: Stats,
    /// The strategy.
    strategy: String,
}

/// One day.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct DailyStats {
    /// `YYYY-MM-DD`
    #[cfg_attr(feature = "openapi", schema(format = Date))]
    date: String,
    /// Signals of that day.
    total: i64,
    /// Those that won.
    wins: i64,
    /// Those that lost.
    losses: i64,
    /// Profit less loss of those that are closed.
    profit_loss: Decimal,
}

/// How well the signals did
///
/// What is undefined, such as a win rate without wins and losses, is null. Deleted signals do not count.
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/stats", tag = "stats",
    responses((status = 200, description = "The figures", body = StatsReport))
))]
pub(crate) async fn get_stats(cx: Cx, _request: Request) -> Result<Response> {
    let user_id = cx.user_id()?;
    let first_day = cx.now().as_millis().div_euclid(DAY_MS) - (DAYS - 1);
    let db = cx.db()?;
    let mut batch = db.batch();
    batch.tenant(user_id, &GROUPS, params!["all", 1_u32])?;
    batch.tenant(user_id, &GROUPS, params!["ticker", MAX_GROUPS])?;
    batch.tenant(user_id, &GROUPS, params!["strategy", MAX_GROUPS])?;
    batch.tenant(user_id, &DAILY, params![first_day, DAYS])?;
    let mut results = batch.run().await?;
    let daily = daily(first_day, results.rows(3)?)?;
    let mut groups = |index| {
        let rows: Vec<StatsRow> = results.rows(index)?;
        rows.into_iter()
            .map(StatsRow::into_parts)
            .collect::<Result<Vec<_>>>()
    };
    let summary = groups(0)?
        .into_iter()
        .next()
        .map_or_else(rows::nothing, |(_, stats)| stats);
    response::json(&StatsReport {
        summary,
        by_ticker: groups(1)?
            .into_iter()
            .map(|(ticker, stats)| TickerStats { stats, ticker })
            .collect(),
        by_strategy: groups(2)?
            .into_iter()
            .map(|(strategy, stats)| StrategyStats { stats, strategy })
            .collect(),
        daily,
    })
}

/// One entry for each day, whether it has signals or not.
fn daily(first_day: i64, rows: Vec<DayRow>) -> Result<Vec<DailyStats>> {
    let mut rows = rows.into_iter().peekable();
    (first_day..first_day + DAYS)
        .map(|day| {
            let row = rows
                .next_if(|row| row.day == day)
                .unwrap_or_else(|| DayRow::empty(day));
            Ok(DailyStats {
                date: Timestamp::from_millis(day * DAY_MS).date(),
                total: row.total,
                wins: row.wins,
                losses: row.losses,
                profit_loss: Decimal::from_micros(rows::integer(&row.profit_loss_micros)?),
            })
        })
        .collect()
}
