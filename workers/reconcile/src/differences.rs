//! `GET /api/reconcile/{id}/differences`.

use pinewire_domain::{
    access::{
        expiry::Expiry,
        reconcile::{Drift, DriftKind},
    },
    id::{AttemptId, DifferenceId, GrantId, ReconciliationId, ScriptId},
    page::Cursor,
    time::Timestamp,
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

use crate::runs;

/// The columns of [`Row`].
macro_rules! columns {
    () => {
        "d.id, d.run_id, d.script_id, d.grant_id, d.kind, d.username, d.is_booked, d.booked_expires_at, d.is_found,
         d.found_expires_at, d.created_at, d.status, d.direction, d.intent_id, d.resolved_at"
    };
}

sql! {
    /// ?2 run, ?3 and ?4 cursor, ?5 how many, ?6 status and ?7 kind, if wanted.
    tenant LIST = concat!("SELECT ", columns!(), " FROM access_differences AS d INDEXED BY access_differences_by_run
        WHERE d.run_id = ?2 AND d.user_id = ?1 AND (d.created_at, d.id) > (?3, ?4)
          AND (?6 IS NULL OR d.status = ?6) AND (?7 IS NULL OR d.kind = ?7)
        ORDER BY d.created_at, d.id LIMIT ?5");
    tenant GET = concat!("SELECT ", columns!(), " FROM access_differences AS d WHERE d.user_id = ?1 AND d.id = ?2");
}

/// A difference as the database holds it.
#[derive(Debug, FromRow)]
pub(crate) struct Row {
    pub(crate) id: DifferenceId,
    run_id: ReconciliationId,
    pub(crate) script_id: ScriptId,
    pub(crate) grant_id: Option<GrantId>,
    pub(crate) kind: DriftKind,
    pub(crate) username: String,
    is_booked: bool,
    booked_expires_at: Option<Timestamp>,
    is_found: bool,
    found_expires_at: Option<Timestamp>,
    created_at: Timestamp,
    pub(crate) status: String,
    direction: Option<String>,
    intent_id: Option<AttemptId>,
    resolved_at: Option<Timestamp>,
}

impl Row {
    /// The same for the rules of the domain.
    pub(crate) fn drift(&self) -> Drift {
        Drift {
            kind: self.kind,
            grant: self.grant_id,
            username: self.username.clone(),
            booked: self
                .is_booked
                .then(|| Expiry::from_column(self.booked_expires_at)),
            found: self.is_found.then(|| Expiry::from_column(self.found_expires_at)),
        }
    }
}

/// How books and TradingView differ.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct Difference {
    id: DifferenceId,
    run_id: ReconciliationId,
    script_id: ScriptId,
    /// The grant; null where the books know nothing of the user.
    grant_id: Option<GrantId>,
    kind: DriftKind,
    /// The user on TradingView.
    username: String,
    /// When the access ends by the books: a time, or `lifetime`. Null: no access.
    #[serde(with = "pinewire_domain::access::expiry::option")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    booked: Option<Expiry>,
    /// When it ends on TradingView.
    #[serde(with = "pinewire_domain::access::expiry::option")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>))]
    found: Option<Expiry>,
    /// `open`, `fixed`, or `superseded` by a later run.
    status: String,
    /// Of one that is fixed: which side was made to agree, `tradingview` or `books`.
    direction: Option<String>,
    /// The change of TradingView that the fix asked for.
    change_id: Option<AttemptId>,
    created_at: Timestamp,
    resolved_at: Option<Timestamp>,
}

impl From<Row> for Difference {
    fn from(row: Row) -> Self {
        let Drift { booked, found, .. } = row.drift();
        Self {
            id: row.id,
            run_id: row.run_id,
            script_id: row.script_id,
            grant_id: row.grant_id,
            kind: row.kind,
            username: row.username,
            booked,
            found,
            status: row.status,
            direction: row.direction,
            change_id: row.intent_id,
            created_at: row.created_at,
            resolved_at: row.resolved_at,
        }
    }
}

/// What a comparison found
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/reconcile/{id}/differences", tag = "access",
    params(
        ("id" = String, Path, description = "The run's id"),
        ("limit" = Option<u32>, Query, description = "Rows on a page, 1 to 200; 50 if absent"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
        ("status" = Option<String>, Query, description = "`open`, `fixed` or `superseded`"),
        ("kind" = Option<String>, Query, description = "`missing_on_tv`, `extra_on_tv` or `expiry_differs`"),
    ),
    responses(
        (status = 200, description = "One page", body = Page<Difference>),
        (status = 404, description = "There is no such run", body = pinewire_shared::http::ProblemBody),
        (status = 422, description = "A parameter is wrong", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn list_differences(cx: Cx, request: Request) -> Result<Response> {
    let run_id = request.id("id", "reconciliation")?;
    let asked = Asked::by(&request)?;
    let (after, after_id) = asked.after();
    let status = request.parameter("status")?;
    let kind: Option<DriftKind> = request.parsed_parameter("kind")?;
    let user_id = cx.user_id()?;
    runs::find(&cx, user_id, &run_id).await?;
    let params = params![
        &run_id,
        after,
        after_id,
        asked.limit + 1,
        status,
        kind.map(DriftKind::as_str)
    ];
    let rows: Vec<Row> = cx.db()?.tenant(user_id).all(&LIST, params).await?;
    let page = Page::new(rows, asked.limit as usize, |row| {
        Cursor::new(row.created_at, row.id).encode()
    });
    response::json(&Page {
        data: page.data.into_iter().map(Difference::from).collect(),
        next_cursor: page.next_cursor,
    })
}
