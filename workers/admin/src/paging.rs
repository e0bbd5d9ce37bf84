//! The page that a list's request asks for.

use pinewire_domain::{
    page::{self, Cursor},
    time::Timestamp,
};
use pinewire_shared::{Result, http::Problem};

/// Greater than every id, so that a page without a cursor starts at the newest row.
const AFTER_ALL_IDS: &str = "~";

/// How many rows, and before which.
#[derive(Debug)]
pub(super) struct Paging {
    /// Rows on the page.
    pub(super) limit: u32,
    /// Rows to read: one more tells whether there is another page.
    pub(super) read: u32,
    /// Only rows before this time and id.
    pub(super) before: Cursor,
}

impl Paging {
    pub(super) fn parse(limit: Option<&str>, cursor: Option<&str>) -> Result<Self> {
        let limit = page::limit(limit).map_err(|error| Problem::invalid(error.field, error.message))?;
        let before = match cursor {
            None => Cursor {
                created_at: Timestamp::MAX,
                id: AFTER_ALL_IDS.to_owned(),
            },
            Some(text) => Cursor::decode(text)
                .map_err(|_| Problem::invalid("cursor", "Pass next_cursor of the previous page as it is."))?,
        };
        Ok(Self {
            limit,
            read: limit + 1,
            before,
        })
    }
}
