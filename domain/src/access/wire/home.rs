//! Whose cookies they are, read from TradingView's front page: the sure way, since a profile's page shows whoever was
//! asked for.

use serde_json::Value;

use super::FromJson;
use super::fields::{number, text, text_or_number};

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

/// A user's object on the page.
impl FromJson for Visitor {
    fn from_json(user: &Value) -> Option<Self> {
        let picture = PICTURES.iter().find_map(|field| {
            user.get(*field)?
                .as_str()
                .filter(|text| text.starts_with("https://"))
        });
        Some(Self {
            id: number(user, "id")?,
            username: text(user, "username")?,
            avatar_url: picture.map(str::to_owned),
            plan: PLANS
                .iter()
                .find_map(|field| text_or_number(user, field).filter(|plan| !plan.is_empty())),
        })
    }
}

/// The fields that may hold the picture's address.
const PICTURES: &[&str] = &[
    "userpic",
    "userpic_big",
    "userpic_mid",
    "picture_url",
    "avatar_url",
];
/// The fields that may name the subscription.
const PLANS: &[&str] = &["pro_plan", "plan"];
/// Objects are looked for in at most so many places before `auth_token`.
const MAX_STARTS: usize = 512;

/// Reads the front page, fetched with the cookies and without following redirects.
pub fn read_home(html: &str) -> HomePage {
    match is_authenticated(html) {
        Some(true) => user_object(html)
            .or_else(|| only_user(html))
            .map_or(HomePage::Unrecognised, HomePage::SignedIn),
        Some(false) => HomePage::SignedOut,
        None => HomePage::Unrecognised,
    }
}

/// Whether this is a page of TradingView's that says that nobody is signed in.
pub fn is_signed_out(html: &str) -> bool {
    is_authenticated(html) == Some(false)
}

/// What the class of the tag `<html …>` says, if it says anything.
fn is_authenticated(html: &str) -> Option<bool> {
    let class = html_tag(html)?;
    if class.contains("is-not-authenticated") {
        return Some(false);
    }
    class.contains("is-authenticated").then_some(true)
}

/// The text of the tag `<html …>`.
fn html_tag(html: &str) -> Option<&str> {
    let start = html.find("<html")?;
    let tag = html.get(start..)?;
    tag.get(..tag.find('>')?)
}

/// The innermost object around `"auth_token"`, which only the signed-in user's has, that is a user or has one.
fn user_object(html: &str) -> Option<Visitor> {
    let (before, _) = html.split_once("\"auth_token\"")?;
    before
        .rmatch_indices('{')
        .take(MAX_STARTS)
        .find_map(|(start, _)| {
            let session = first_value(html.get(start..)?)?;
            session.get("auth_token")?.as_str()?;
            match session.get("user") {
                None | Some(Value::Null) => Visitor::from_json(&session),
                Some(user) => Visitor::from_json(user),
            }
        })
}

/// The value that the text begins with.
fn first_value(text: &str) -> Option<Value> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Value>();
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

/// What is read behind each `key`, if it is the same everywhere.
fn only_value<T: PartialEq>(html: &str, key: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
    let mut values = html
        .match_indices(key)
        .filter_map(|(at, _)| read(html.get(at + key.len()..)?.trim_start()));
    let first = values.next()?;
    values.all(|value| value == first).then_some(first)
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
    fn the_picture_is_the_first_that_is_one() {
        for (fields, picture, plan) in [
            (
                r#""userpic":null,"avatar_url":"https://s3/a.png""#,
                Some("https://s3/a.png"),
                None,
            ),
            (
                r#""userpic":"https://s3/s.png","userpic_big":"https://s3/b.png","plan":"pro""#,
                Some("https://s3/s.png"),
                Some("pro"),
            ),
            (
                r#""userpic":"javascript:x","userpic_mid":7,"pro_plan":"""#,
                None,
                None,
            ),
            (r#""userpic":{},"pro_plan":["pro"],"plan":3"#, None, Some("3")),
        ] {
            let text = format!(r#"{{"id":"7","username":"Jane",{fields},"auth_token":"eyJ"}}"#);
            let HomePage::SignedIn(jane) = read_home(&page("is-authenticated", &text)) else {
                panic!("{text}")
            };
            let read = (jane.id, jane.avatar_url.as_deref(), jane.plan.as_deref());
            assert_eq!(read, (7, picture, plan), "{text}");
        }
    }

    #[test]
    fn an_object_that_is_no_user_is_none() {
        for text in [
            r#"{"username":"Jane","auth_token":"eyJ"}"#,
            r#"{"id":7,"auth_token":"eyJ"}"#,
            r#"{"id":"x","username":"Jane","auth_token":"eyJ"}"#,
            r#"{"id":7.5,"username":7,"auth_token":"eyJ"}"#,
            r#"{"auth_token":"eyJ","user":"Jane"}"#,
            r#"{"auth_token":"eyJ","user":[]}"#,
        ] {
            assert_eq!(
                read_home(&page("is-authenticated", text)),
                HomePage::Unrecognised,
                "{text}"
            );
        }
        // Around it is one that has a user.
        let around = r#"{"user":{"id":7,"username":"Jane"},"auth_token":"e","x":{"id":9,"auth_token":"e"}}"#;
        assert_eq!(read_home(&page("is-authenticated", around)), jane());
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
