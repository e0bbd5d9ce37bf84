//! `/marks` and `/timescale_marks`: the signals and fills of whoever is signed in, on the chart. Nobody else has any.

use pinewire_domain::{
    decimal::Decimal,
    id::{ExecutionId, SignalId, UserId},
    signal::Direction,
    time::Timestamp,
    trading::udf::{MAX_MARKS, Mark, Marks, TimescaleMark},
};
use pinewire_shared::{
    Cx, Error, Result,
    auth::caller_if_any,
    db::FromRow,
    http::{Request, Response},
    params, sql,
    trading::{
        symbols::Listing,
        udf_question::{Asked, answer, listing, seconds},
    },
};

sql! {
    /// ?2 our symbol, ?3 from, ?4 to, ?5 at most so many, the newest.
    tenant SIGNALS = "SELECT s.id, s.created_at, s.direction, coalesce(s.strategy, s.message, '') AS words FROM signals s
        JOIN instrument_names n ON n.name = iif(s.exchange IS NULL, s.ticker, s.exchange || ':' || s.ticker)
        WHERE s.user_id = ?1 AND n.symbol = ?2 AND s.deleted_at IS NULL AND s.created_at BETWEEN ?3 AND ?4
        ORDER BY s.created_at DESC LIMIT ?5";
    /// The same of fills.
    tenant FILLS = "SELECT id, at, side, quantity, price FROM executions
        WHERE user_id = ?1 AND symbol = ?2 AND at BETWEEN ?3 AND ?4 ORDER BY at DESC LIMIT ?5";
}

#[derive(Debug, FromRow)]
struct SignalRow {
    id: SignalId,
    created_at: Timestamp,
    direction: Option<Direction>,
    words: String,
}

#[derive(Debug, FromRow)]
struct FillRow {
    id: ExecutionId,
    at: Timestamp,
    side: String,
    quantity: Decimal,
    price: Decimal,
}

struct Found {
    marks: Vec<Mark>,
    from: i64,
    to: i64,
}

/// The signals and fills of whoever is signed in
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/datafeed/marks", tag = "datafeed", operation_id = "datafeed_marks",
    params(
        ("symbol" = String, Query, description = "Such as NASDAQ:AAPL"),
        ("from" = Option<i64>, Query, description = "From this second on"),
        ("to" = Option<i64>, Query, description = "To this second"),
        ("resolution" = Option<String>, Query, description = "Makes no difference"),
    ),
    responses((status = 200, description = "Columns; without a sign-in, empty ones", body = serde_json::Value))
))]
pub(crate) async fn marks(cx: Cx, request: Request) -> Result<Response> {
    let found = find(&cx, &request).await;
    answer(
        &cx,
        found.map(|found| Marks::of(&found.marks, found.from, found.to)),
    )
}

/// The same, below the chart
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/datafeed/timescale_marks", tag = "datafeed", operation_id = "datafeed_timescale_marks",
    params(
        ("symbol" = String, Query, description = "Such as NASDAQ:AAPL"),
        ("from" = Option<i64>, Query, description = "From this second on"),
        ("to" = Option<i64>, Query, description = "To this second"),
        ("resolution" = Option<String>, Query, description = "Makes no difference"),
    ),
    responses((status = 200, description = "A bare array; without a sign-in, an empty one", body = serde_json::Value))
))]
pub(crate) async fn timescale_marks(cx: Cx, request: Request) -> Result<Response> {
    let found = find(&cx, &request).await;
    answer(
        &cx,
        found.map(|found| TimescaleMark::of(&found.marks, found.from, found.to)),
    )
}

async fn find(cx: &Cx, request: &Request) -> Result<Found> {
    let asked: Asked = request.query()?;
    let listing = listing(cx, asked.symbol.as_deref()).await?;
    let from = seconds("from", asked.from.as_deref())?.unwrap_or(0);
    let to = seconds("to", asked.to.as_deref())?.unwrap_or_else(|| cx.now().as_millis() / 1000);
    let marks = match caller_if_any(cx, request)? {
        Some(caller) => of_user(cx, &caller.user_id, &listing, (from, to)).await?,
        None => Vec::new(),
    };
    Ok(Found { marks, from, to })
}

async fn of_user(cx: &Cx, user_id: &UserId, listing: &Listing, (from, to): (i64, i64)) -> Result<Vec<Mark>> {
    let at = |seconds: i64| Timestamp::from_millis(seconds.saturating_mul(1000));
    let most = u32::try_from(MAX_MARKS).unwrap_or(u32::MAX);
    let symbol = listing.symbol().to_string();
    let params = params![symbol, at(from), at(to).plus_millis(999), most];
    let db = cx.db()?;
    let mut batch = db.batch();
    batch.tenant(user_id, &SIGNALS, params)?;
    batch.tenant(user_id, &FILLS, params)?;
    let mut results = batch.run().await?;
    let mut marks = Vec::new();
    for row in results.rows::<SignalRow>(0)? {
        marks.push(Mark::signal(row.id, row.created_at, row.direction, &row.words));
    }
    for row in results.rows::<FillRow>(1)? {
        let side = row.side.parse().map_err(Error::bug)?;
        marks.push(Mark::fill(row.id, side, row.quantity, row.price, row.at));
    }
    Ok(marks)
}
