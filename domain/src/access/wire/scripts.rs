//! Scripts: the ids that may be shared (`list_scripts`, an array of [`PineId`]s), and what the other three endpoints
//! know about them.

use core::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use thiserror::Error;

use super::FromJson;
use super::fields::{next_page, number, text, text_or_number};
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

impl FromJson for PineId {
    fn from_json(value: &Value) -> Option<Self> {
        Self::parse(value.as_str()?).ok()
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

impl ListedAccess {
    fn of(script: &Value, field: &str) -> Self {
        let word = text_or_number(script, field);
        Self(match word.as_deref() {
            Some("1" | "open" | "open_no_auth") => Some(ScriptAccess::Open),
            Some("2" | "closed" | "closed_no_auth" | "protected") => Some(ScriptAccess::Protected),
            Some("3" | "invite_only") => Some(ScriptAccess::InviteOnly),
            _ => None,
        })
    }
}

/// An element of pine-facade's `list?filter=published`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacadeScript {
    /// The script's id; other lists of the same endpoint hold ids of other kinds.
    pub script_id_part: String,
    /// Title.
    pub script_name: String,
    /// Who may use it.
    pub script_access: ListedAccess,
    /// E.g. `12.0`.
    pub version: Option<String>,
    /// What kind it is.
    pub extra: Extra,
}

impl FromJson for FacadeScript {
    fn from_json(script: &Value) -> Option<Self> {
        Some(Self {
            script_id_part: text(script, "scriptIdPart")?,
            script_name: text(script, "scriptName")?,
            script_access: ListedAccess::of(script, "scriptAccess"),
            version: text_or_number(script, "version"),
            extra: Extra::of(script)?,
        })
    }
}

/// What the lists say under `extra`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Extra {
    /// `study`, `strategy`, `library`.
    pub kind: Option<String>,
    /// The short title.
    pub short_description: Option<String>,
}

impl Extra {
    /// Nothing where there is none; `None` where it is no object.
    fn of(script: &Value) -> Option<Self> {
        match script.get("extra") {
            None => Some(Self::default()),
            Some(extra) => extra.is_object().then(|| Self {
                kind: text_or_number(extra, "kind"),
                short_description: text_or_number(extra, "shortDescription"),
            }),
        }
    }
}

/// An element of `/pubscripts-get/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedScript {
    /// The script's id.
    pub script_id_part: PineId,
    /// Title.
    pub script_name: String,
    /// Who may use it.
    pub access: ListedAccess,
}

impl FromJson for PublishedScript {
    fn from_json(script: &Value) -> Option<Self> {
        Some(Self {
            script_id_part: PineId::from_json(script.get("scriptIdPart")?)?,
            script_name: text(script, "scriptName")?,
            access: ListedAccess::of(script, "access"),
        })
    }
}

/// A page of `/pubscripts-suggest-json/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuggestPage {
    /// The address of the next page; `None` on the last one.
    pub next: Option<String>,
    /// The scripts.
    pub results: Vec<SuggestedScript>,
}

impl FromJson for SuggestPage {
    fn from_json(page: &Value) -> Option<Self> {
        Some(Self {
            next: next_page(page)?,
            results: Vec::from_json(page.get("results")?)?,
        })
    }
}

/// A row of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuggestedScript {
    /// The script's id.
    pub script_id_part: String,
    /// Title.
    pub script_name: String,
    /// Who may use it.
    pub access: ListedAccess,
    /// E.g. `12`.
    pub version: Option<String>,
    /// The chart's picture: an id of an image, not an address.
    pub image_url: Option<String>,
    /// Likes.
    pub agree_count: i64,
    /// What kind it is.
    pub extra: Extra,
    /// Who published it.
    pub author: Author,
}

impl FromJson for SuggestedScript {
    fn from_json(script: &Value) -> Option<Self> {
        Some(Self {
            script_id_part: text(script, "scriptIdPart")?,
            script_name: text(script, "scriptName")?,
            access: ListedAccess::of(script, "access"),
            version: text_or_number(script, "version"),
            image_url: text_or_number(script, "imageUrl"),
            agree_count: match script.get("agreeCount") {
                None => 0,
                Some(likes) => likes.as_i64()?,
            },
            extra: Extra::of(script)?,
            author: Author::from_json(script.get("author")?)?,
        })
    }
}

/// Who published a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// TradingView's number of the user.
    pub id: i64,
    /// Exact spelling.
    pub username: String,
}

impl FromJson for Author {
    fn from_json(author: &Value) -> Option<Self> {
        Some(Self {
            id: number(author, "id")?,
            username: text(author, "username")?,
        })
    }
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

    /// What is left out or of another kind: the list is none where it matters, else the field is empty.
    #[test]
    fn a_list_is_read_whole_or_not_at_all() {
        let row = |fields: &str| format!(r#"{{"scriptIdPart":"{ID}","scriptName":"Trend",{fields}}}"#);
        for (fields, access, kind) in [
            (r#""version":null"#, None, None),
            (
                r#""scriptAccess":"open","extra":{}"#,
                Some(ScriptAccess::Open),
                None,
            ),
            (
                r#""scriptAccess":2,"extra":{"kind":7}"#,
                Some(ScriptAccess::Protected),
                Some("7"),
            ),
            (r#""scriptAccess":"secret","extra":{"kind":null}"#, None, None),
            (r#""scriptAccess":[1],"extra":{"kind":[]}"#, None, None),
        ] {
            let list: Vec<FacadeScript> = json(&format!("[{}]", row(fields))).unwrap();
            let read = (list[0].script_access.0, list[0].extra.kind.as_deref());
            assert_eq!(read, (access, kind), "{fields}");
        }
        for fields in [r#""extra":null"#, r#""extra":"study""#] {
            assert_eq!(
                json::<Vec<FacadeScript>>(&format!("[{}]", row(fields))),
                None,
                "{fields}"
            );
        }
        for body in [
            "{}",
            "[{}]",
            r#"[{"scriptIdPart":"STD;RSI"}]"#,
            r#"[{"scriptIdPart":7,"scriptName":"RSI"}]"#,
            r#"[{"scriptIdPart":"STD;RSI","scriptName":null}]"#,
        ] {
            assert_eq!(json::<Vec<FacadeScript>>(body), None, "{body}");
        }
        for body in [
            r#"[{"scriptIdPart":"STD;RSI","scriptName":"RSI"}]"#,
            r#"[{"scriptName":"RSI"}]"#,
        ] {
            assert_eq!(json::<Vec<PublishedScript>>(body), None, "{body}");
        }
        for body in [r#"["PUB;1"]"#, "[7]", r#"{"0":1}"#, "null"] {
            assert_eq!(json::<Vec<PineId>>(body), None, "{body}");
        }
    }

    #[test]
    fn a_suggestion_must_say_whose_it_is() {
        let page = |fields: &str| {
            format!(r#"{{"next":null,"results":[{{"scriptIdPart":"{ID}","scriptName":"Trend",{fields}}}]}}"#)
        };
        let author = r#""author":{"id":"7","username":"Jane"}"#;
        let bare: SuggestPage = json(&page(author)).unwrap();
        assert_eq!((bare.results[0].agree_count, bare.results[0].author.id), (0, 7));
        for fields in [
            r#""agreeCount":4"#.to_owned(),
            r#""author":null"#.to_owned(),
            r#""author":{"id":7}"#.to_owned(),
            r#""author":{"username":"Jane"}"#.to_owned(),
            format!(r#"{author},"agreeCount":null"#),
            format!(r#"{author},"agreeCount":"40""#),
            format!(r#"{author},"agreeCount":1.5"#),
            format!(r#"{author},"extra":[]"#),
        ] {
            assert_eq!(json::<SuggestPage>(&page(&fields)), None, "{fields}");
        }
    }
}
