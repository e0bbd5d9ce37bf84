//! Lists a page at a time: the opaque cursor, and bounds on what one request may ask for.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use thiserror::Error;

use crate::time::Timestamp;
use crate::validation::FieldError;

/// Rows on a page when the request does not say.
pub const DEFAULT_LIMIT: u32 = 50;
/// Rows on a page at most.
pub const MAX_LIMIT: u32 = 200;
/// Rows that `offset` may skip at most: beyond, the cursor is the way.
pub const MAX_OFFSET: u32 = 10_000;

const MAX_ID: usize = 64;

/// A cursor that we did not write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a cursor: pass next_cursor of the previous page as it is")]
pub struct CursorError;

/// The last row of a page: the next one starts after it, in the list's order of (`created_at`, `id`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// The row's time of creation.
    pub created_at: Timestamp,
    /// The row's id, as text because lists are of any kind. Never trust it to name a row: only compare with it.
    pub id: String,
}

impl Cursor {
    /// The cursor after the row of this time and id.
    pub fn new(created_at: Timestamp, id: impl AsRef<str>) -> Self {
        Self {
            created_at,
            id: id.as_ref().to_owned(),
        }
    }

    /// What `next_cursor` says.
    pub fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(format!("{}.{}", self.created_at.as_millis(), self.id))
    }

    /// Reads what [`Self::encode`] wrote.
    pub fn decode(text: &str) -> Result<Self, CursorError> {
        if text.len() > 2 * MAX_ID {
            return Err(CursorError);
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| CursorError)?;
        let plain = String::from_utf8(bytes).map_err(|_| CursorError)?;
        let (ms, id) = plain.split_once('.').ok_or(CursorError)?;
        let created_at = Timestamp::from_millis(ms.parse().map_err(|_| CursorError)?);
        let known =
            (1..=MAX_ID).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        if known {
            Ok(Self::new(created_at, id))
        } else {
            Err(CursorError)
        }
    }
}

/// The rows that `?limit=` asks for: clamped to 1..=[`MAX_LIMIT`], [`DEFAULT_LIMIT`] when absent.
pub fn limit(parameter: Option<&str>) -> Result<u32, FieldError> {
    let Some(text) = parameter else {
        return Ok(DEFAULT_LIMIT);
    };
    let wanted =
        whole_number(text).ok_or_else(|| FieldError::new("limit", "Use a whole number from 1 to 200."))?;
    Ok(u32::try_from(wanted).unwrap_or(MAX_LIMIT).clamp(1, MAX_LIMIT))
}

/// The rows that `?offset=` skips: 0 when absent, refused beyond [`MAX_OFFSET`].
pub fn offset(parameter: Option<&str>) -> Result<u32, FieldError> {
    let Some(text) = parameter else { return Ok(0) };
    whole_number(text)
        .and_then(|wanted| u32::try_from(wanted).ok())
        .filter(|wanted| *wanted <= MAX_OFFSET)
        .ok_or_else(|| {
            FieldError::new(
                "offset",
                "Use a whole number from 0 to 10000; to go further, follow next_cursor.",
            )
        })
}

fn whole_number(text: &str) -> Option<u64> {
    (1..=18)
        .contains(&text.len())
        .then(|| text.parse().ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::id::SignalId;

    #[test]
    fn limits_are_clamped_and_offsets_refused() {
        assert_eq!(limit(None), Ok(50));
        assert_eq!(limit(Some("0")), Ok(1));
        assert_eq!(limit(Some("7")), Ok(7));
        assert_eq!(limit(Some("99999999999")), Ok(200));
        assert!(limit(Some("ten")).is_err() && limit(Some("-1")).is_err() && limit(Some("")).is_err());
        assert_eq!(offset(Some("10000")), Ok(10_000));
        assert!(offset(Some("10001")).is_err());
    }

    #[test]
    fn foreign_cursors_are_refused() {
        for bad in ["", "x", "MTIz", "MTIzLg", "MTIzLmEnIE9SIDE9MQ", "%%%"] {
            assert_eq!(Cursor::decode(bad), Err(CursorError), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn a_cursor_comes_back_as_it_went(ms in 0_i64..253_402_300_799_999, random: u128) {
            let at = Timestamp::from_millis(ms);
            let cursor = Cursor::new(at, SignalId::new(at, random));
            prop_assert_eq!(Cursor::decode(&cursor.encode()), Ok(cursor));
        }

        #[test]
        fn no_text_panics(text in "[A-Za-z0-9_-]{0,140}|\\PC*") {
            let _ = Cursor::decode(&text);
            let _ = (limit(Some(&text)), offset(Some(&text)));
        }
    }
}
