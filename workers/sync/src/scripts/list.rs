//! `GET /api/scripts`.

use pinewire_domain::page::Cursor;
use pinewire_shared::{
    Cx, Result,
    http::{Request, Response, page::Page, response},
    sql,
};

use super::{filter::Query, view::Script};

sql! {
    /// ?2 rows, ?3 words, ?4 access, ?5 kind, ?6 whether removed, ?7 whether for sale; each may be NULL.
    tenant NEWEST = "SELECT id, connection_id, pine_id, title, access, kind, pine_version, likes, url, image_url,
          description, removed_at, default_duration, price_reference, is_for_sale, version, created_at, updated_at
        FROM tradingview_scripts WHERE user_id = ?1
          AND (?3 IS NULL OR title LIKE ?3 ESCAPE '\\' OR pine_id LIKE ?3 ESCAPE '\\' OR price_reference LIKE ?3 ESCAPE '\\')
          AND (?4 IS NULL OR access = ?4) AND (?5 IS NULL OR kind = ?5)
          AND (?6 IS NULL OR (removed_at IS NOT NULL) = ?6) AND (?7 IS NULL OR is_for_sale = ?7)
        ORDER BY created_at DESC, id DESC LIMIT ?2";
    /// Those after the cursor (?8, ?9).
    tenant OLDER = "SELECT id, connection_id, pine_id, title, access, kind, pine_version, likes, url, image_url,
          description, removed_at, default_duration, price_reference, is_for_sale, version, created_at, updated_at
        FROM tradingview_scripts WHERE user_id = ?1 AND (created_at, id) < (?8, ?9)
          AND (?3 IS NULL OR title LIKE ?3 ESCAPE '\\' OR pine_id LIKE ?3 ESCAPE '\\' OR price_reference LIKE ?3 ESCAPE '\\')
          AND (?4 IS NULL OR access = ?4) AND (?5 IS NULL OR kind = ?5)
          AND (?6 IS NULL OR (removed_at IS NOT NULL) = ?6) AND (?7 IS NULL OR is_for_sale = ?7)
        ORDER BY created_at DESC, id DESC LIMIT ?2";
}

/// Scripts, the newest first
///
/// Those that TradingView no longer has are left out unless they are asked for.
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/scripts", tag = "scripts",
    params(
        ("limit" = Option<u32>, Query, description = "Rows on a page, 1 to 200; 50 if absent"),
        ("cursor" = Option<String>, Query, description = "`next_cursor` of the page before"),
        ("search" = Option<String>, Query, description = "A part of the title, the id on TradingView or the price reference"),
        ("access" = Option<String>, Query, description = "`open`, `protected` or `invite_only`"),
        ("kind" = Option<String>, Query, description = "`study`, `strategy` or `library`"),
        ("removed" = Option<String>, Query, description = "`true`, `false` (if absent) or `all`"),
        ("for_sale" = Option<String>, Query, description = "`true`, `false` or `all` (if absent)"),
    ),
    responses(
        (status = 200, description = "One page", body = Page<Script>),
        (status = 422, description = "A parameter is wrong", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn list_scripts(cx: Cx, request: Request) -> Result<Response> {
    let filter = request.query::<Query>()?.parse()?;
    let statement = if filter.cursor.is_some() { &OLDER } else { &NEWEST };
    let rows: Vec<Script> = cx
        .db()?
        .tenant(cx.user_id()?)
        .all(statement, &filter.params())
        .await?;
    response::json(&Page::new(rows, filter.limit as usize, |script| {
        Cursor::new(script.created_at, script.id).encode()
    }))
}
