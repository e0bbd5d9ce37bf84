//! Whose cookies they are, read from TradingView's front page: the sure way, since a profile's page shows whoever was
//! asked for.

use std::collections::BTreeSet;

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use super::{number, text_of};

/// What the front page says about the visitor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HomePage {
    /// The cookies are this user's.
    SignedIn(Visitor),
    /// The cookies are nobody's.
    SignedOut,
    /// Neither can be told: another page, or another layout.
    Unrecognised,
}

/// A signed-in user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visitor {
    /// TradingView's number of the user.
    pub id: i64,
    /// Exact spelling.
    pub username: String,
    /// Address of the picture, if the page says.
    pub avatar_url: Option<String>,
    /// The subscription, in TradingView's word (e.g. `pro_premium`), if the page says.
    pub plan: Option<String>,
}

/// The object on the page that holds what only the signed-in user's has, told from other objects by that key. The user is
/// in it or is its member `user`.
#[derive(Deserialize)]
struct SessionObject {
    #[serde(rename = "auth_token")]
    _auth_token: String,
    #[serde(default)]
    user: Option<UserObject>,
}

#[derive(Deserialize)]
struct UserObject {
    #[serde(deserialize_with = "number")]
    id: i64,
    username: String,
    #[serde(
        default,
        alias = "userpic_big",
        alias = "userpic_mid",
        alias = "picture_url",
        alias = "avatar_url"
    )]
    userpic: Option<Value>,
    #[serde(default, alias = "plan", deserialize_with = "text_of")]
    pro_plan: Option<String>,
}

impl UserObject {
    fn into_visitor(self) -> Visitor {
        let avatar_url = self.userpic.as_ref().and_then(Value::as_str);
        Visitor {
            id: self.id,
            username: self.username,
            avatar_url: avatar_url
                .filter(|text| text.starts_with("https://"))
                .map(str::to_owned),
            plan: self.pro_plan.filter(|plan| !plan.is_empty()),
        }
    }
}

/// Objects are looked for in at most so many places before `auth_token`.
const MAX_STARTS: usize = 512;

/// Reads the front page, fetched with the cookies and without following redirects.
pub fn read_home(html: &str) -> HomePage {
    let Some(class) = html_tag(html) else {
        return HomePage::Unrecognised;
    };
    if class.contains("is-not-authenticated") {
        return HomePage::SignedOut;
    }
    if !class.contains("is-authenticated") {
        return HomePage::Unrecognised;
    }
    user_object(html)
        .or_else(|| only_user(html))
        .map_or(HomePage::Unrecognised, HomePage::SignedIn)
}

/// The text of the tag `<html …>`.
fn html_tag(html: &str) -> Option<&str> {
    let start = html.find("<html")?;
    let tag = html.get(start..)?;
    tag.get(..tag.find('>')?)
}

/// The innermost object around `"auth_token"` that is a user or has one.
fn user_object(html: &str) -> Option<Visitor> {
    let (before, _) = html.split_once("\"auth_token\"")?;
    before
        .rmatch_indices('{')
        .take(MAX_STARTS)
        .find_map(|(start, _)| {
            let text = html.get(start..)?;
            let session: SessionObject = first_value(text)?;
            Some(session.user.or_else(|| first_value(text))?.into_visitor())
        })
}

/// The value that the text begins with.
fn first_value<T: DeserializeOwned>(text: &str) -> Option<T> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<T>();
    values.next()?.ok()
}

/// The user, when the page names one and only one.
fn only_user(html: &str) -> Option<Visitor> {
    html.contains("\"auth_token\"").then_some(())?;
    let id = only_value(html, "\"id\":", |text| {
        let end = text.find(|char: char| !char.is_ascii_digit())?;
        text.get(..end)?.parse::<i64>().ok()
    })?;
    let username = only_value(html, "\"username\":", |text| {
        let (name, _) = text.strip_prefix('"')?.split_once('"')?;
        Some(name.to_owned())
    })?;
    Some(Visitor {
        id,
        username,
        avatar_url: None,
        plan: None,
    })
}

fn only_value<T: Ord>(html: &str, key: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
    let values: BTreeSet<T> = html
        .match_indices(key)
        .filter_map(|(at, _)| read(html.get(at + key.len()..)?.trim_start()))
        .collect();
    let mut values = values.into_iter();
    values.next().filter(|_| values.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(class: &str, script: &str) -> String {
        format!(
            "<!DOCTYPE html><html lang=\"en\" class=\"{class} theme-light\"><head><script>{script}</script></head><body></body></html>"
        )
    }

    fn jane() -> HomePage {
        HomePage::SignedIn(Visitor {
            id: 7,
            username: "Jane".to_owned(),
            avatar_url: None,
            plan: None,
        })
    }

    #[test]
    fn the_visitor_is_found_among_other_users() {
        let user = r#"var ideas=[{"id":1,"username":"Other"}]; var user = {"id":7,"username":"Jane","settings":{"a":{}},"auth_token":"eyJ","session_hash":"x","private_channel":"y"}; var more={"id":9,"username":"Third"};"#;
        assert_eq!(read_home(&page("is-authenticated", user)), jane());
    }

    #[test]
    fn picture_and_plan_are_read_wherever_the_user_stands() {
        let user = r#""id":7,"username":"Jane","userpic":"https://s3.tradingview.com/u.png","pro_plan":"pro_premium""#;
        for text in [
            format!(r#"{{{user},"auth_token":"eyJ"}}"#),
            format!(r#"{{"auth_token":"eyJ","user":{{{user}}},"other":{{"id":8,"username":"Joe"}}}}"#),
        ] {
            let HomePage::SignedIn(jane) = read_home(&page("is-authenticated", &text)) else {
                panic!("{text}")
            };
            assert_eq!(
                (jane.id, jane.avatar_url.as_deref(), jane.plan.as_deref()),
                (7, Some("https://s3.tradingview.com/u.png"), Some("pro_premium"))
            );
        }
    }

    #[test]
    fn loose_fields_count_when_there_is_no_doubt() {
        let fields = r#"x("auth_token":"e", "id": 7, "username": "Jane", "username":"Jane")"#;
        assert_eq!(read_home(&page("is-authenticated", fields)), jane());
        let doubtful = r#"x("auth_token":"e", "id": 7, "id": 8, "username": "Jane")"#;
        assert_eq!(
            read_home(&page("is-authenticated", doubtful)),
            HomePage::Unrecognised
        );
    }

    #[test]
    fn other_pages_are_not_taken_for_a_user() {
        assert_eq!(read_home(&page("is-not-authenticated", "")), HomePage::SignedOut);
        let without_token = r#"var user = {"id":7,"username":"Jane"};"#;
        assert_eq!(
            read_home(&page("is-authenticated", without_token)),
            HomePage::Unrecognised
        );
        for html in ["", "<html", "<html>", "{\"id\":7}"] {
            assert_eq!(read_home(html), HomePage::Unrecognised, "{html}");
        }
    }

    #[test]
    fn a_page_of_braces_is_read_in_bounded_time() {
        let braces = format!("{}\"auth_token\"", "{".repeat(1_000_000));
        assert_eq!(
            read_home(&page("is-authenticated", &braces)),
            HomePage::Unrecognised
        );
    }
}
