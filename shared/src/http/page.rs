//! Lists, page by page: `{"data": […], "next_cursor": "…"}`. The cursor names the last row's `(created_at, id)`; see
//! [`pinewire_domain::page`].

use pinewire_domain::{
    page::{self, Cursor},
    time::Timestamp,
};
use serde::Serialize;

use super::{FieldError, Problem, Request};
use crate::Result;

/// Which page of a list a request asks for by `limit` and `cursor`.
#[derive(Debug)]
pub struct Asked {
    /// Rows on the page.
    pub limit: u32,
    /// The last row of the page before; none for the first page.
    pub cursor: Option<Cursor>,
}

impl Asked {
    /// Reads the request's query; 422 for what can't be meant.
    pub fn by(request: &Request) -> Result<Self> {
        let limit = request.parameter("limit")?;
        let limit = page::limit(limit.as_deref()).map_err(|error| {
            Problem::validation(vec![FieldError {
                field: error.field,
                message: error.message,
            }])
        })?;
        let cursor = request.parameter("cursor")?;
        let cursor = cursor.as_deref().map(Cursor::decode).transpose();
        let cursor = cursor.map_err(|error| Problem::invalid("cursor", format!("This is {error}.")))?;
        Ok(Self { limit, cursor })
    }

    /// For `(created_at, id) < (?, ?)`: where the page begins.
    pub fn before(&self) -> (Timestamp, &str) {
        let cursor = self.cursor.as_ref();
        cursor.map_or((Timestamp::MAX, ""), |cursor| {
            (cursor.created_at, cursor.id.as_str())
        })
    }

    /// The same for a list with the oldest rows first: for `(created_at, id) > (?, ?)`.
    pub fn after(&self) -> (Timestamp, &str) {
        let cursor = self.cursor.as_ref();
        cursor.map_or((Timestamp::EPOCH, ""), |cursor| {
            (cursor.created_at, cursor.id.as_str())
        })
    }
}

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
