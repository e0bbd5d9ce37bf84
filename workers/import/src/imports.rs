//! Imports: one for each export, however often it is sent.

use pinewire_domain::{id::ImportId, page::Cursor, time::Timestamp};
use pinewire_shared::{
    Cx, Error, Result,
    audit::{self, Actor},
    db::FromRow,
    http::{
        Problem, Request, Response,
        page::{Asked, Page},
        response,
    },
    params, sql,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

sql! {
    /// ?2 import, ?3 source, ?4 now. An export that was imported before goes on where it stands.
    tenant BEGIN = "INSERT INTO imports (id, user_id, source, created_at, updated_at, status) VALUES (?2, ?1, ?3, ?4, ?4, 'running')
        ON CONFLICT (source) DO NOTHING";
    /// ?1 source.
    system BY_SOURCE = "SELECT id, source, created_at, updated_at, status, finished_at FROM imports WHERE source = ?1";
    system ONE = "SELECT id, source, created_at, updated_at, status, finished_at FROM imports WHERE id = ?1";
    /// ?1 and ?2 after which row, ?3 rows.
    system LIST = "SELECT id, source, created_at, updated_at, status, finished_at FROM imports
        WHERE (created_at, id) < (?1, ?2) ORDER BY created_at DESC, id DESC LIMIT ?3";
    system COUNTS = "SELECT kind, outcome, count(*) AS rows FROM import_rows WHERE import_id = ?1
        GROUP BY outcome, kind ORDER BY kind, outcome";
    /// ?1 import, ?2 now.
    system FINISH = "UPDATE imports SET status = 'completed', finished_at = coalesce(finished_at, ?2), updated_at = ?2
        WHERE id = ?1 AND status IN ('running', 'completed')";
}

/// An import.
#[derive(Debug, Serialize, FromRow)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct Import {
    /// Its id, by which it is taken back.
    pub(crate) id: ImportId,
    /// The hash of the export.
    source: String,
    /// When it began.
    created_at: Timestamp,
    /// When it last went on.
    updated_at: Timestamp,
    /// `running`, `completed` or `rolling_back`.
    pub(crate) status: String,
    /// When all rows were there.
    finished_at: Option<Timestamp>,
}

/// How many rows came to what.
#[derive(Debug, Serialize, FromRow)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct ImportCount {
    /// `profile`, `connection`, `script`, `assignment` or `log`.
    kind: String,
    /// `created`, `existing` or `refused`.
    outcome: String,
    /// How many.
    rows: i64,
}

/// An import with what its rows came to.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct ImportDetail {
    #[serde(flatten)]
    import: Import,
    /// What its rows came to so far.
    counts: Vec<ImportCount>,
}

/// An export to be imported.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct NewImport {
    /// SHA-256 of the export, in hexadecimal: the same export is the same import.
    source: String,
}

/// Imports, the newest first
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/admin/imports", tag = "admin",
    params(
        ("limit" = Option<u32>, Query, description = "Rows on a page, 1 to 200; 50 if absent"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
    ),
    responses(
        (status = 200, description = "One page", body = Page<Import>),
        (status = 422, description = "A parameter is wrong", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn list_imports(cx: Cx, request: Request) -> Result<Response> {
    let asked = Asked::by(&request)?;
    let (before, before_id) = asked.before();
    let params = params![before, before_id, asked.limit + 1];
    let rows: Vec<Import> = cx.db()?.system().all(&LIST, params).await?;
    response::json(&Page::new(rows, asked.limit as usize, |row| {
        Cursor::new(row.created_at, row.id).encode()
    }))
}

/// Begin an import, or go on with it
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/admin/imports", tag = "admin", request_body = NewImport,
    responses(
        (status = 200, description = "The import of this export, begun now or before", body = ImportDetail),
        (status = 409, description = "It is being rolled back", body = pinewire_shared::http::ProblemBody),
        (status = 422, description = "A field is wrong", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn begin_import(cx: Cx, mut request: Request) -> Result<Response> {
    let input: NewImport = request.json().await?;
    let is_hash = input.source.len() == 64
        && input
            .source
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f'));
    if !is_hash {
        return Err(Problem::invalid(
            "source",
            "Send the SHA-256 of the export in lower-case hexadecimal.",
        )
        .into());
    }
    let (user_id, id, now) = (*cx.user_id()?, cx.new_id::<ImportId>()?, cx.now());
    let before: Option<Import> = cx
        .db()?
        .system()
        .first(&BY_SOURCE, params![input.source.as_str()])
        .await?;
    if before.is_none() {
        let entry = audit::Entry {
            actor: Actor::of(&cx),
            action: "import.begin",
            subject_id: Some(id.as_str()),
            detail: json!({ "source": input.source }),
        };
        audit::commit(&cx, &entry, |batch| {
            batch.tenant(&user_id, &BEGIN, params![&id, input.source.as_str(), now])?;
            Ok(())
        })
        .await?;
    }
    let import: Option<Import> = cx
        .db()?
        .system()
        .first(&BY_SOURCE, params![input.source.as_str()])
        .await?;
    let import = import.ok_or_else(no_such_import)?;
    refuse_if_rolling_back(&import)?;
    response::json(&show(&cx, import).await?)
}

/// An import
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/admin/imports/{id}", tag = "admin",
    params(("id" = ImportId, Path, description = "The import")),
    responses(
        (status = 200, description = "The import, with what its rows came to", body = ImportDetail),
        (status = 404, description = "There is no such import", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn get_import(cx: Cx, request: Request) -> Result<Response> {
    let import = requested(&cx, &request).await?;
    response::json(&show(&cx, import).await?)
}

/// Say that all rows of an import are there
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/admin/imports/{id}/finish", tag = "admin",
    params(("id" = ImportId, Path, description = "The import")),
    responses(
        (status = 200, description = "The import, with what its rows came to", body = ImportDetail),
        (status = 404, description = "There is no such import", body = pinewire_shared::http::ProblemBody),
        (status = 409, description = "It is being rolled back", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn finish_import(cx: Cx, request: Request) -> Result<Response> {
    let import = requested(&cx, &request).await?;
    refuse_if_rolling_back(&import)?;
    if import.finished_at.is_none() {
        let entry = audit::Entry {
            actor: Actor::of(&cx),
            action: "import.finish",
            subject_id: Some(import.id.as_str()),
            detail: json!({}),
        };
        audit::commit(&cx, &entry, |batch| {
            batch.system(&FINISH, params![&import.id, cx.now()])?;
            Ok(())
        })
        .await?;
    }
    let import = requested(&cx, &request).await?;
    response::json(&show(&cx, import).await?)
}

/// The import that the path names; 404 if there is none.
pub(crate) async fn requested(cx: &Cx, request: &Request) -> Result<Import> {
    let id: ImportId = request.id("id", "import")?;
    let import: Option<Import> = cx.db()?.system().first(&ONE, params![&id]).await?;
    import.ok_or_else(no_such_import)
}

/// 409 for an import that is being taken back.
pub(crate) fn refuse_if_rolling_back(import: &Import) -> Result<()> {
    if import.status == "rolling_back" {
        return Err(Problem::conflict("This import is being rolled back. Finish that first.").into());
    }
    Ok(())
}

async fn show(cx: &Cx, import: Import) -> Result<ImportDetail> {
    let counts = cx.db()?.system().all(&COUNTS, params![&import.id]).await?;
    Ok(ImportDetail { import, counts })
}

fn no_such_import() -> Error {
    Problem::not_found("import").into()
}
