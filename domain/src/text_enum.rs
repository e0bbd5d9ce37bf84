//! Enums that are text everywhere else: in a column, in JSON, in a query parameter. One macro, so that all of them
//! agree on spelling and on how an unknown word is refused.

use thiserror::Error;

/// A word that is none of an enum's words.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("unknown {kind}: use one of {allowed}")]
pub struct UnknownWord {
    /// What the word was to be, e.g. `direction`.
    pub kind: &'static str,
    /// The words that are known, separated by commas.
    pub allowed: &'static str,
}

/// Declares a field-less enum with `ALL`, `as_str`, `Display`, `FromStr`, `TryFrom<&str>` and serde, all by the given
/// words. The words are exact: `FromStr` neither trims nor folds case.
#[macro_export]
macro_rules! text_enum {
    (
        $(#[$meta:meta])*
        $name:ident ($kind:literal) {
            $($(#[$variant_meta:meta])* $variant:ident = $text:tt),+ $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[cfg_attr(feature = "openapi", derive(::utoipa::ToSchema))]
        pub enum $name {
            $($(#[$variant_meta])* #[cfg_attr(feature = "openapi", schema(rename = $text))] $variant),+
        }

        impl $name {
            /// Every variant, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word that stands for it in columns, JSON and query parameters.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = $crate::text_enum::UnknownWord;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let known = Self::ALL.iter().find(|known| known.as_str() == text);
                known.copied().ok_or($crate::text_enum::UnknownWord {
                    kind: $kind,
                    allowed: $crate::text_enum!(@list $($text)+),
                })
            }
        }

        // What serde derives for an enum of words is several times as large.
        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <::std::string::String as ::serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(::serde::de::Error::custom)
            }
        }

        impl ::core::convert::TryFrom<&str> for $name {
            type Error = $crate::text_enum::UnknownWord;

            fn try_from(text: &str) -> Result<Self, Self::Error> {
                text.parse()
            }
        }
    };
    (@list $first:tt $($rest:tt)*) => { concat!($first $(, ", ", $rest)*) };
}

#[cfg(test)]
mod tests {
    #![expect(unreachable_pub, reason = "the macro makes public enums")]

    text_enum! {
        /// Two words.
        Side("side") {
            /// Left.
            Left = "left",
            /// Not left.
            FarRight = "far_right",
        }
    }

    #[test]
    fn every_spelling_agrees() {
        for side in Side::ALL {
            assert_eq!(side.as_str().parse(), Ok(*side));
            assert_eq!(serde_json::to_string(side).unwrap(), format!("\"{side}\""));
            assert_eq!(
                serde_json::from_str::<Side>(&format!("\"{side}\"")).unwrap(),
                *side
            );
        }
        let error = "Left".parse::<Side>().unwrap_err();
        assert_eq!(error.to_string(), "unknown side: use one of left, far_right");
    }
}
