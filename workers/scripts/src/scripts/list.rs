//! `GET /api/scripts`.

use pinewire_domain::page::Cursor;
use pinewire_shared::{
    Cx, Result,
    http::{
        Request, Response,
        page::{Asked, Page},
        response,
    },
    params, sql,
};

use super::{filter::Query, view::Script};

sql! {
    /// ?2 rows, ?3 and ?4 where the page begins; ?5 words, ?6 access, ?7 kind, ?8 whether removed, ?9 whether for sale: each
    /// may be NULL.
    tenant PAGE = "SELECT id, connection_id, pine_id, title, access, kind, pine_version, likes, url, image_url,
          description, removed_at, default_duration, price_reference, is_for_sale, version, created_at, updated_at
        FROM tradingview_scripts WHERE user_id = ?1 AND (created_at, id) < (?3, ?4)
          AND (?5 IS NULL OR title LIKE ?5 ESCAPE '\\' OR pine_id LIKE ?5 ESCAPE '\\' OR price_reference LIKE ?5 ESCAPE '\\')
          AND (?6 IS NULL OR access = ?6) AND (?7 IS NULL OR kind = ?7)
          AND (?8 IS NULL OR (removed_at IS NOT NULL) = ?8) AND (?9 IS NULL OR is_for_sale = ?9)
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
    let asked = Asked::by(&request)?;
    let filter = request.query::<Query>()?.parse()?;
    let (created_at, id) = asked.before();
    let mut params = params![asked.limit + 1, created_at, id].to_vec();
    params.extend(filter.params());
    let rows: Vec<Script> = cx.db()?.tenant(cx.user_id()?).all(&PAGE, &params).await?;
    response::json(&Page::new(rows, asked.limit as usize, |script| {
        Cursor::new(script.created_at, script.id).encode()
    }))
}
