//! Scripts: the ids that may be shared (`list_scripts`, an array of [`PineId`]s), and what the other three endpoints
//! know about them.

use core::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use thiserror::Error;

use super::{number, text_of};
use crate::text_enum;

/// Text that is no id of a published script.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a published script's id: write PUB; and 32 hexadecimal digits")]
pub struct PineIdError;

/// The id of a published script: `PUB;` and 32 lower-case hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, example = "PUB;0123456789abcdef0123456789abcdef"))]
pub struct PineId(String);

impl PineId {
    /// Reads an id; upper-case digits become lower case.
    pub fn parse(text: &str) -> Result<Self, PineIdError> {
        let digits = text.trim().strip_prefix("PUB;").ok_or(PineIdError)?;
        if digits.len() == 32 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            Ok(Self(format!("PUB;{}", digits.to_ascii_lowercase())))
        } else {
            Err(PineIdError)
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PineId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl core::str::FromStr for PineId {
    type Err = PineIdError;

    fn from_str(text: &str) -> Result<Self, PineIdError> {
        Self::parse(text)
    }
}

impl<'de> Deserialize<'de> for PineId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

text_enum! {
    /// Who may use a script.
    ScriptAccess("script access") {
        /// Everybody, source included.
        Open = "open",
        /// Everybody, without the source.
        Protected = "protected",
        /// Those whom its author lists.
        InviteOnly = "invite_only",
    }
}

/// The access as any endpoint writes it: 1, 2, 3, or words. `None` for what nobody has described.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ListedAccess(pub Option<ScriptAccess>);

impl<'de> Deserialize<'de> for ListedAccess {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        let word = match &value {
            Value::String(word) => word.clone(),
            other => other.to_string(),
        };
        Ok(Self(match word.as_str() {
            "1" | "open" | "open_no_auth" => Some(ScriptAccess::Open),
            "2" | "closed" | "closed_no_auth" | "protected" => Some(ScriptAccess::Protected),
            "3" | "invite_only" => Some(ScriptAccess::InviteOnly),
            _ => None,
        }))
    }
}

/// An element of pine-facade's `list?filter=published`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FacadeScript {
    /// The script's id; other lists of the same endpoint hold ids of other kinds.
    pub script_id_part: String,
    /// Title.
    pub script_name: String,
    /// Who may use it.
    #[serde(default)]
    pub script_access: ListedAccess,
    /// E.g. `12.0`.
    #[serde(default, deserialize_with = "text_of")]
    pub version: Option<String>,
    /// What kind it is.
    #[serde(default)]
    pub extra: Extra,
}

/// What the lists say under `extra`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Extra {
    /// `study`, `strategy`, `library`.
    #[serde(default, deserialize_with = "text_of")]
    pub kind: Option<String>,
    /// The short title.
    #[serde(default, deserialize_with = "text_of")]
    pub short_description: Option<String>,
}

/// An element of `/pubscripts-get/`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PublishedScript {
    /// The script's id.
    pub script_id_part: PineId,
    /// Title.
    pub script_name: String,
    /// Who may use it.
    #[serde(default)]
    pub access: ListedAccess,
}

/// A page of `/pubscripts-suggest-json/`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct SuggestPage {
    /// The address of the next page; `None` on the last one. Must be there, even if null.
    #[serde(deserialize_with = "Option::deserialize")]
    pub next: Option<String>,
    /// The scripts.
    pub results: Vec<SuggestedScript>,
}

/// A row of it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SuggestedScript {
    /// The script's id.
    pub script_id_part: String,
    /// Title.
    pub script_name: String,
    /// Who may use it.
    #[serde(default)]
    pub access: ListedAccess,
    /// E.g. `12`.
    #[serde(default, deserialize_with = "text_of")]
    pub version: Option<String>,
    /// The chart's picture: an id of an image, not an address.
    #[serde(default, deserialize_with = "text_of")]
    pub image_url: Option<String>,
    /// Likes.
    #[serde(default)]
    pub agree_count: i64,
    /// What kind it is.
    #[serde(default)]
    pub extra: Extra,
    /// Who published it.
    pub author: Author,
}

/// Who published a script.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Author {
    /// TradingView's number of the user.
    #[serde(deserialize_with = "number")]
    pub id: i64,
    /// Exact spelling.
    pub username: String,
}

#[cfg(test)]
mod tests {
    use super::super::json;
    use super::*;

    const ID: &str = "PUB;0123456789abcdef0123456789abcdef";

    #[test]
    fn ids_have_one_spelling() {
        assert_eq!(PineId::parse(ID).unwrap().as_str(), ID);
        assert_eq!(
            PineId::parse("PUB;0123456789ABCDEF0123456789ABCDEF")
                .unwrap()
                .as_str(),
            ID
        );
        for bad in [
            "",
            "PUB;",
            "PUB;0123",
            "USER;0123456789abcdef0123456789abcdef",
            "PUB;0123456789abcdef0123456789abcdeg",
        ] {
            assert_eq!(PineId::parse(bad), Err(PineIdError), "{bad}");
        }
        assert_eq!(json::<Vec<PineId>>(&format!("[\"{ID}\"]")).unwrap().len(), 1);
    }

    #[test]
    fn every_list_of_scripts_is_read() {
        let facade: Vec<FacadeScript> = json(&format!(
            r#"[{{"userId":7,"scriptName":"Trend","scriptSource":"","scriptIdPart":"{ID}","scriptAccess":"invite_only","version":"12.0","extra":{{"kind":"study","shortDescription":"T"}}}}]"#
        ))
        .unwrap();
        assert_eq!(facade[0].script_access.0, Some(ScriptAccess::InviteOnly));
        assert_eq!(facade[0].extra.kind.as_deref(), Some("study"));

        let published: Vec<PublishedScript> = json(&format!(
            r#"[{{"scriptIdPart":"{ID}","scriptName":"Trend","scriptSource":"","access":3}}]"#
        ))
        .unwrap();
        assert_eq!(published[0].access.0, Some(ScriptAccess::InviteOnly));

        let page: SuggestPage = json(&format!(
            r#"{{"next":null,"results":[{{"imageUrl":"AbC12345","scriptName":"Trend","access":2,"scriptIdPart":"{ID}","version":12,"extra":{{"kind":"strategy"}},"agreeCount":40,"author":{{"id":7,"username":"Jane"}},"weight":1.5}}]}}"#
        ))
        .unwrap();
        let script = &page.results[0];
        assert_eq!(
            (script.access.0, script.agree_count),
            (Some(ScriptAccess::Protected), 40)
        );
        assert_eq!(script.version.as_deref(), Some("12"));
        assert_eq!(
            json::<SuggestPage>(r#"{"results":[]}"#),
            None,
            "no next: half a page"
        );
    }
}
