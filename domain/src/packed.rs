//! The compact form of what only the platform itself reads: state that an object stores, and questions between workers of
//! one release. Values without names, in the order of the fields ([postcard's wire
//! format](https://postcard.jamesmunns.com/wire-format.html)): the code that reads it is a fifth of what JSON takes, and a
//! worker is downloaded with its code.
//!
//! Nothing in it tells one field from the next. **Whoever adds, removes or moves a field or a variant of a type that is
//! stored raises [`FORMAT`] and reads the older form too.** Types
//! with `skip_serializing_if`, `untagged`, `flatten` or `tag` can't be packed.

use serde::Serialize;
use serde::de::DeserializeOwned;
use thiserror::Error;

/// The first byte of everything packed.
pub const FORMAT: u8 = 1;

/// Why something can't be packed or unpacked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PackError {
    /// It was packed by another release.
    #[error("packed in the unknown format {0:?}")]
    Format(Option<u8>),
    /// It is cut short, or of another type.
    #[error("not packed as expected: {0}")]
    Content(#[from] postcard::Error),
}

/// Packs a value.
pub fn pack<T: Serialize>(value: &T) -> Result<Vec<u8>, PackError> {
    Ok(postcard::to_extend(value, vec![FORMAT])?)
}

/// The value that was packed.
pub fn unpack<T: DeserializeOwned>(packed: &[u8]) -> Result<T, PackError> {
    match packed.split_first() {
        Some((&FORMAT, content)) => Ok(postcard::from_bytes(content)?),
        other => Err(PackError::Format(other.map(|(format, _)| *format))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decimal::Decimal;
    use crate::time::Timestamp;

    #[test]
    fn what_is_packed_is_unpacked() {
        let value = (
            Decimal::parse("-79228162514264337593543950.335").unwrap(),
            Timestamp::from_millis(-1),
            Some("ü".to_owned()),
            Timestamp::MAX,
        );
        let packed = pack(&value).unwrap();
        assert_eq!(unpack(&packed), Ok(value));
    }

    #[test]
    fn what_was_not_packed_so_is_refused() {
        assert_eq!(unpack::<u8>(&[]), Err(PackError::Format(None)));
        assert_eq!(unpack::<u8>(b"{}"), Err(PackError::Format(Some(b'{'))));
        let packed = pack(&"text").unwrap();
        assert!(matches!(
            unpack::<String>(&packed[..3]),
            Err(PackError::Content(_))
        ));
        // 10^29 has more digits than a decimal.
        let packed = pack(&(10_i128.pow(29), 0_u32)).unwrap();
        assert!(unpack::<Decimal>(&packed).is_err());
    }
}
