//! `GET /api/orders/audit.csv`: everything that happened in the user's accounts, for disputes and for the tax office.

use pinewire_domain::{
    csv::{self, Cell},
    id::BrokerAccountId,
    time::{DAY_MS, Timestamp},
};
use pinewire_shared::{
    Cx, Result,
    db::FromRow,
    http::{CsvRows, Problem, Request, Response, csv_file},
    params, sql,
};
use serde::Deserialize;

/// Rows that are read at once.
const PAGE: u32 = 1_000;

sql! {
    /// ?2 at, ?3 account, ?4 seq of the last row before; ?5 account or NULL, ?6 until, ?7 rows.
    tenant EVENTS = "SELECT account_id, seq, at, kind, order_id, symbol, detail FROM order_events
        WHERE user_id = ?1 AND (at, account_id, seq) > (?2, ?3, ?4) AND (?5 IS NULL OR account_id = ?5) AND at <= ?6
        ORDER BY at, account_id, seq LIMIT ?7";
}

const COLUMNS: [&str; 7] = ["at", "account_id", "seq", "event", "order_id", "symbol", "detail"];

#[derive(Debug, FromRow)]
struct Row {
    account_id: String,
    seq: i64,
    at: Timestamp,
    kind: String,
    order_id: Option<String>,
    symbol: Option<String>,
    detail: String,
}

#[derive(Deserialize)]
struct Query {
    account_id: Option<BrokerAccountId>,
    from: Option<String>,
    to: Option<String>,
}

/// Everything that happened in the user's accounts, as CSV, the oldest first
///
/// Orders with each change, fills, positions, refusals with their rule, limit and value, the kill switch. `detail` is
/// JSON. Text that a spreadsheet would run as a formula has an apostrophe in front.
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/orders/audit.csv", tag = "orders",
    params(
        ("account_id" = Option<String>, Query),
        ("from" = Option<String>, Query, description = "From that day on (UTC)"),
        ("to" = Option<String>, Query, description = "Through that day (UTC)"),
    ),
    responses(
        (status = 200, description = "RFC 4180, with a header row", body = String, content_type = "text/csv"),
        (status = 422, description = "A parameter is wrong", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn export_audit(cx: Cx, request: Request) -> Result<Response> {
    let query: Query = request.query()?;
    let export = Export {
        after: (
            day("from", query.from.as_deref())?.unwrap_or(Timestamp::EPOCH),
            String::new(),
            -1,
        ),
        until: day("to", query.to.as_deref())?.map_or(Timestamp::MAX, |day| day.plus_millis(DAY_MS - 1)),
        account: query.account_id.map(|id| id.as_str().to_owned()),
        cx,
    };
    let file = format!("order-audit-{}.csv", export.cx.now().date());
    csv_file(&file, &COLUMNS, export).await
}

fn day(field: &str, text: Option<&str>) -> Result<Option<Timestamp>> {
    let parsed = text
        .map(|text| Timestamp::parse(&format!("{text}T00:00:00Z")))
        .transpose();
    parsed.map_err(|_| Problem::invalid(field, "Use a day such as 2024-01-15.").into())
}

/// What of an export is still to be read.
struct Export {
    cx: Cx,
    /// Time, account and number of the last row that was read.
    after: (Timestamp, String, i64),
    until: Timestamp,
    account: Option<String>,
}

impl CsvRows for Export {
    async fn append_page(&mut self, out: &mut String) -> Result<bool> {
        let (at, account, seq) = &self.after;
        let params = params![
            *at,
            account.as_str(),
            *seq,
            self.account.clone(),
            self.until,
            PAGE
        ];
        let db = self.cx.db()?;
        let rows: Vec<Row> = db.tenant(self.cx.user_id()?).all(&EVENTS, params).await?;
        let is_last = rows.len() < PAGE as usize;
        for row in rows {
            let at = row.at.to_string();
            let seq = row.seq.to_string();
            let cells = [
                Cell::Text(&at),
                Cell::Text(&row.account_id),
                Cell::Text(&seq),
                Cell::Text(&row.kind),
                Cell::Text(row.order_id.as_deref().unwrap_or_default()),
                Cell::Text(row.symbol.as_deref().unwrap_or_default()),
                Cell::Text(&row.detail),
            ];
            csv::write_row(out, cells);
            self.after = (row.at, row.account_id, row.seq);
        }
        Ok(is_last)
    }
}
