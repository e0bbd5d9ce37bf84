//! What TradingView's endpoints for access say, as open-source clients have found it. Unknown members are ignored and
//! those that we do not need may be absent: there is no contract.

use serde::Deserialize;

use super::{Expiry, Username};
use crate::time::Timestamp;

/// An element of `GET /username_hint/?s=…`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct UsernameHint {
    /// The user's number, which never changes.
    pub id: Option<i64>,
    /// The name as TradingView spells it.
    pub username: String,
}

/// The user among the hints, which are those whose names begin like the one that was asked for.
pub fn pick<'a>(hints: &'a [UsernameHint], wanted: &Username) -> Option<&'a UsernameHint> {
    hints.iter().find(|hint| wanted.is_same_user(&hint.username))
}

/// A page of `POST /pine_perm/list_users/`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct UsersPage {
    /// Its grants.
    pub results: Vec<ListedUser>,
    /// The path and query of the next page, which takes the same body; none after the last one.
    #[serde(default)]
    pub next: Option<String>,
}

/// A grant, as TradingView has it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ListedUser {
    /// The user's number.
    pub id: Option<i64>,
    /// The name as TradingView spells it.
    pub username: String,
    /// Until when; null for a lifetime.
    #[serde(default)]
    pub expiration: Option<Timestamp>,
    /// Since when.
    #[serde(default)]
    pub created: Option<Timestamp>,
}

impl ListedUser {
    /// Until when they have access.
    pub const fn expiry(&self) -> Expiry {
        Expiry::from_expiration(self.expiration)
    }
}

/// The whole list of a script's users. Only a [`UsersPager`] that saw the last page makes one, so what is missing in it
/// is missing on TradingView.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompleteUsers(Vec<ListedUser>);

impl CompleteUsers {
    /// The users.
    pub fn users(&self) -> &[ListedUser] {
        &self.0
    }
}

/// Puts pages together.
#[derive(Debug, Default)]
pub struct UsersPager {
    users: Vec<ListedUser>,
    seen: Vec<String>,
}

/// What comes after a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Paged {
    /// The page at this path and query.
    Next(String),
    /// Nothing: that was all.
    Complete(CompleteUsers),
    /// A page that came before: the list goes in circles, and nobody knows whether it is complete.
    Circular,
}

impl UsersPager {
    /// Adds a page.
    pub fn add(&mut self, page: UsersPage) -> Paged {
        self.users.extend(page.results);
        match page.next {
            None => Paged::Complete(CompleteUsers(core::mem::take(&mut self.users))),
            Some(next) if self.seen.contains(&next) => Paged::Circular,
            Some(next) => {
                self.seen.push(next.clone());
                Paged::Next(next)
            }
        }
    }
}

/// What `/pine_perm/add/`, `modify_user_expiration/` and `remove/` answer with 200 and 201.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It was done.
    Ok,
    /// There was a grant already; its expiry is unchanged.
    Exists,
    /// There was none to change or remove.
    NotExists,
}

/// The body of such an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct StatusBody {
    /// What became of the call.
    pub status: Status,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_as_it_comes() {
        let page: UsersPage = serde_json::from_str(
            r#"{"results":[{"id":7,"username":"Jane","userpic":"x.png","expiration":"2022-11-30T23:59:59.999000+00:00",
                "created":"2022-10-31T10:00:00.123456+00:00"},{"id":8,"username":"joe","expiration":null}],
                "next":"/pine_perm/list_users/?c=abc","prev":null}"#,
        )
        .unwrap();
        let [jane, joe] = page.results.as_slice() else {
            panic!("{page:?}")
        };
        assert_eq!(
            jane.expiry(),
            Expiry::At("2022-11-30T23:59:59.999Z".parse().unwrap())
        );
        assert_eq!(joe.expiry(), Expiry::Lifetime);
    }

    #[test]
    fn only_the_last_page_completes_a_list() {
        let page = |name: &str, next: Option<&str>| UsersPage {
            results: vec![ListedUser {
                id: None,
                username: name.to_owned(),
                expiration: None,
                created: None,
            }],
            next: next.map(str::to_owned),
        };
        let mut pager = UsersPager::default();
        assert_eq!(pager.add(page("a", Some("/2"))), Paged::Next("/2".to_owned()));
        let Paged::Complete(users) = pager.add(page("b", None)) else {
            panic!()
        };
        let names: Vec<_> = users.users().iter().map(|user| user.username.as_str()).collect();
        assert_eq!(names, ["a", "b"]);

        let mut pager = UsersPager::default();
        pager.add(page("a", Some("/2")));
        pager.add(page("b", Some("/3")));
        assert_eq!(pager.add(page("a", Some("/2"))), Paged::Circular);
    }

    #[test]
    fn the_user_is_who_is_named_so_and_not_who_is_named_alike() {
        let hints: Vec<UsernameHint> = serde_json::from_str(
            r#"[{"id":1,"username":"janet","inactive":false},{"id":2,"username":"JANE","inactive":true}]"#,
        )
        .unwrap();
        let picked = |name| pick(&hints, &Username::parse(name).unwrap()).map(|hint| hint.username.as_str());
        assert_eq!(picked("jane"), Some("JANE"));
        assert_eq!(picked("jan"), None);
    }
}
