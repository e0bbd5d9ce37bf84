//! Lists, page by page: `{"data": […], "next_cursor": "…"}`. The cursor names the last row's `(created_at, id)`; see
//! [`pinewire_domain::page`].

use serde::Serialize;

/// One page of a list.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    /// The rows.
    pub data: Vec<T>,
    /// What to send as `cursor` for the next page; `null` on the last one.
    pub next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// Makes a page of rows that were read with a limit of `limit + 1`: one row more than asked for means that there
    /// is another page.
    pub fn new(mut rows: Vec<T>, limit: usize, cursor_of: impl Fn(&T) -> String) -> Self {
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next_cursor = if more { rows.last().map(cursor_of) } else { None };
        Self {
            data: rows,
            next_cursor,
        }
    }
}
