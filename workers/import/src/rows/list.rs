//! `GET /api/admin/imports/{id}/rows`: what came of single rows, such as those that were refused.

#[cfg(feature = "openapi")]
use pinewire_domain::id::ImportId;
use pinewire_domain::page;
use pinewire_shared::{
    Cx, Result,
    db::FromRow,
    http::{FieldError, Problem, Request, Response, page::Page, response},
    params, sql,
};
use serde::{Deserialize, Serialize};

use crate::imports;

sql! {
    /// ?1 import, ?2 outcome (NULL: any), ?3 and ?4 and ?5 after which row, ?6 how many.
    system LIST = "SELECT kind, old_id, outcome, reason, new_id FROM import_rows
        WHERE import_id = ?1 AND (?2 IS NULL OR outcome = ?2) AND (outcome, kind, old_id) > (?3, ?4, ?5)
        ORDER BY outcome, kind, old_id LIMIT ?6";
}

/// A row of an import.
#[derive(Debug, Serialize, FromRow)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct ImportRow {
    /// `profile`, `connection`, `script`, `assignment` or `log`.
    kind: String,
    /// Its id in the older system.
    old_id: String,
    /// `created`, `existing` or `refused`.
    outcome: String,
    /// Why it was refused, or what is left to do.
    reason: Option<String>,
    /// What stands for it here.
    new_id: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Query {
    limit: Option<String>,
    cursor: Option<String>,
    outcome: Option<String>,
}

/// Rows of an import
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/admin/imports/{id}/rows", tag = "admin",
    params(
        ("id" = ImportId, Path, description = "The import"),
        ("limit" = Option<u32>, Query, description = "Rows on a page, 1 to 200; 50 if absent"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
        ("outcome" = Option<String>, Query, description = "`created`, `existing` or `refused`"),
    ),
    responses(
        (status = 200, description = "One page", body = Page<ImportRow>),
        (status = 404, description = "There is no such import", body = pinewire_shared::http::ProblemBody),
        (status = 422, description = "A parameter is wrong", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn list_import_rows(cx: Cx, request: Request) -> Result<Response> {
    let import = imports::requested(&cx, &request).await?;
    let query: Query = request.query()?;
    let limit = page::limit(query.limit.as_deref()).map_err(|error| {
        Problem::validation(vec![FieldError {
            field: error.field,
            message: error.message,
        }])
    })?;
    if query
        .outcome
        .as_deref()
        .is_some_and(|outcome| !matches!(outcome, "created" | "existing" | "refused"))
    {
        return Err(Problem::invalid("outcome", "Use created, existing or refused.").into());
    }
    let cursor = query.cursor.unwrap_or_default();
    let mut after = cursor.splitn(3, '.');
    let mut next = || after.next().unwrap_or_default();
    let params = params![
        &import.id,
        query.outcome.as_deref(),
        next(),
        next(),
        next(),
        limit + 1
    ];
    let rows: Vec<ImportRow> = cx.db()?.system().all(&LIST, params).await?;
    response::json(&Page::new(rows, limit as usize, |row| {
        format!("{}.{}.{}", row.outcome, row.kind, row.old_id)
    }))
}
