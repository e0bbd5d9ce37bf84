//! `GET /api/signals/export.csv`: the list as a file for spreadsheets, read and sent page by page.

use pinewire_domain::{
    csv::{self, Cell},
    decimal::Decimal,
    page::Cursor,
    signal::Direction,
    time::Timestamp,
};
use pinewire_shared::{
    Cx, Result,
    http::{CsvRows, Request, Response, csv_file},
};

use super::{
    filter::{Filter, FilterQuery},
    row::Row,
};

/// Rows of one export at most; `from` and `to` cut what is longer.
const MAX_ROWS: u32 = 50_000;
/// Rows that are read at once.
const PAGE: u32 = 1_000;

const COLUMNS: [&str; 23] = [
    "id",
    "created_at",
    "source",
    "symbol",
    "ticker",
    "exchange",
    "timeframe",
    "price",
    "action",
    "direction",
    "signal_type",
    "indicator",
    "strategy",
    "message",
    "alert_at",
    "screenshot_status",
    "result",
    "entry_price",
    "exit_price",
    "profit_loss",
    "profit_loss_percent",
    "notes",
    "result_at",
];

/// The user's signals as CSV, the newest first
///
/// Takes the filters of the list. At most the 50,000 newest rows; `from` and `to` select others. Text that a
/// spreadsheet would run as a formula has an apostrophe in front.
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/signals/export.csv", tag = "signals",
    params(
        ("result" = Option<String>, Query),
        ("ticker" = Option<String>, Query),
        ("direction" = Option<String>, Query),
        ("strategy" = Option<String>, Query),
        ("status" = Option<String>, Query),
        ("from" = Option<String>, Query),
        ("to" = Option<String>, Query),
    ),
    responses(
        (status = 200, description = "RFC 4180, with a header row", body = String, content_type = "text/csv"),
        (status = 422, description = "A parameter is wrong", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn export_signals(cx: Cx, request: Request) -> Result<Response> {
    let export = Export {
        filter: request.query::<FilterQuery>()?.parse()?,
        rows_left: MAX_ROWS,
        cx,
    };
    let file = format!("signals-{}.csv", export.cx.now().date());
    csv_file(&file, &COLUMNS, export).await
}

/// What of an export is still to be read.
struct Export {
    cx: Cx,
    filter: Filter,
    rows_left: u32,
}

impl CsvRows for Export {
    async fn append_page(&mut self, out: &mut String) -> Result<bool> {
        let wanted = PAGE.min(self.rows_left);
        let params = self.filter.params(wanted, 0);
        let rows: Vec<Row> = self
            .cx
            .db()?
            .tenant(self.cx.user_id()?)
            .all(self.filter.statement(), &params)
            .await?;
        for row in &rows {
            write(out, row)?;
        }
        self.rows_left -= wanted;
        if let Some(last) = rows.last() {
            self.filter.after(Cursor::new(last.created_at, last.id));
        }
        Ok(rows.len() < wanted as usize || self.rows_left == 0)
    }
}

fn write(out: &mut String, row: &Row) -> Result<()> {
    let outcome = row.outcome()?;
    let time = |at: Option<Timestamp>| at.map(|at| at.to_string());
    let (created_at, alert_at, result_at) = (
        row.created_at.to_string(),
        time(row.alert_at),
        time(row.result_at),
    );
    let symbol = row.symbol();
    let price: Option<Decimal> = row.price.as_deref().and_then(|price| price.parse().ok());
    let cells: [Cell<'_>; COLUMNS.len()] = [
        row.id.as_str().into(),
        created_at.as_str().into(),
        row.source.as_str().into(),
        symbol.as_str().into(),
        row.ticker.as_str().into(),
        row.exchange.as_deref().into(),
        row.timeframe.as_deref().into(),
        price.into(),
        row.action.as_deref().into(),
        row.direction.map(Direction::as_str).into(),
        row.signal_type.as_deref().into(),
        row.indicator.as_deref().into(),
        row.strategy.as_deref().into(),
        row.message.as_deref().into(),
        alert_at.as_deref().into(),
        row.screenshot_status.as_str().into(),
        row.result.as_str().into(),
        outcome.entry_price.into(),
        outcome.exit_price.into(),
        row.profit_loss_micros.map(Decimal::from_micros).into(),
        row.profit_loss_percent_e4.map(Decimal::from_e4).into(),
        row.notes.as_deref().into(),
        result_at.as_deref().into(),
    ];
    csv::write_row(out, cells);
    Ok(())
}
