//! `GET /api/access/export.csv`: the books as a file for spreadsheets, read and sent page by page.

use pinewire_domain::{
    access::{expiry::Expiry, failure::AccessFailure, grant::GrantStatus, reconcile::DriftKind},
    csv::{self, Cell},
};
use pinewire_shared::{
    Cx, Result,
    access::Grant,
    http::{CsvRows, Request, Response, csv_file},
};

use super::filter::{Filter, Listed};

/// Rows of one export at most; the filters cut what is longer.
const MAX_ROWS: u32 = 100_000;
/// Rows that are read at once.
const PAGE: u32 = 1_000;

const COLUMNS: [&str; 15] = [
    "id",
    "username",
    "script",
    "pine_id",
    "script_id",
    "status",
    "has_access",
    "expires_at",
    "paid_until",
    "granted_at",
    "ended_at",
    "failure",
    "drift",
    "source",
    "created_at",
];

/// The books as CSV
///
/// Takes the filters of the list. At most 100,000 rows. Text that a spreadsheet would run as a formula has an apostrophe
/// in front.
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/access/export.csv", tag = "access",
    params(
        ("status" = Option<String>, Query),
        ("script" = Option<String>, Query),
        ("username" = Option<String>, Query),
        ("drift" = Option<String>, Query),
        ("expiring_within_days" = Option<u32>, Query),
    ),
    responses(
        (status = 200, description = "RFC 4180, with a header row", body = String, content_type = "text/csv"),
        (status = 422, description = "A parameter is wrong", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn export_grants(cx: Cx, request: Request) -> Result<Response> {
    let export = Export {
        filter: Filter::by(&request, cx.now())?,
        rows_left: MAX_ROWS,
        cx,
    };
    let file = format!("access-{}.csv", export.cx.now().date());
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
        let rows: Vec<Listed> = self
            .cx
            .db()?
            .tenant(self.cx.user_id()?)
            .all(self.filter.statement(), &self.filter.params(wanted))
            .await?;
        self.rows_left -= wanted;
        let is_last = rows.len() < wanted as usize || self.rows_left == 0;
        if let Some(last) = rows.last() {
            self.filter.after = Some(last.cursor());
        }
        for row in rows {
            write(out, &row.grant.into());
        }
        Ok(is_last)
    }
}

fn write(out: &mut String, grant: &Grant) {
    let end = |expiry: Option<Expiry>| expiry.map(|expiry| expiry.to_string());
    let (expires_at, paid_until) = (end(grant.expires_at), end(grant.paid_until));
    let granted_at = grant.granted_at.map(|at| at.to_string());
    let ended_at = grant.ended_at.map(|at| at.to_string());
    let created_at = grant.created_at.to_string();
    let cells: [Cell<'_>; COLUMNS.len()] = [
        grant.id.as_str().into(),
        grant.username.as_str().into(),
        grant.script.title.as_str().into(),
        grant.script.pine_id.as_str().into(),
        grant.script.id.as_str().into(),
        GrantStatus::as_str(grant.status).into(),
        if grant.has_access { "true" } else { "false" }.into(),
        expires_at.as_deref().into(),
        paid_until.as_deref().into(),
        granted_at.as_deref().into(),
        ended_at.as_deref().into(),
        grant.failure.map(AccessFailure::as_str).into(),
        grant.drift.map(DriftKind::as_str).into(),
        grant.source.as_str().into(),
        created_at.as_str().into(),
    ];
    csv::write_row(out, cells);
}
