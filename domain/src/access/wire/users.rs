//! Users: who has access (`list_users`), who is meant (`username_hint`), and the seller's balance (`tvcoins`).

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::FromJson;
use super::fields::{next_page, number, text, text_or_number};
use crate::access::expiry::Expiry;
use crate::access::username::Username;
use crate::time::Timestamp;

/// Rows that one page of `list_users` may have; more are refused with 400.
pub const MAX_USERS_PAGE: u32 = 30;

/// A page of `/pine_perm/list_users/`. Written by serde, it has TradingView's shape again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UsersPage {
    /// The rows.
    pub results: Vec<ListedUser>,
    /// Path and query of the next page (to be sent by POST with the same body); `None` on the last one.
    pub next: Option<String>,
}

impl FromJson for UsersPage {
    fn from_json(page: &Value) -> Option<Self> {
        Some(Self {
            results: Vec::from_json(page.get("results")?)?,
            next: next_page(page)?,
        })
    }
}

impl<'de> Deserialize<'de> for UsersPage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let page = Value::deserialize(deserializer)?;
        Self::from_json(&page).ok_or_else(|| serde::de::Error::custom("no page of users"))
    }
}

/// A row of it: somebody with access.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListedUser {
    /// TradingView's number of the user.
    pub id: i64,
    /// Exact spelling.
    pub username: String,
    /// Address of the picture.
    pub userpic: Option<String>,
    /// When it ends.
    pub expiration: Expiry,
    /// When it was given.
    pub created: Option<Timestamp>,
}

impl FromJson for ListedUser {
    fn from_json(user: &Value) -> Option<Self> {
        // Must be there, even if null: its absence must not pass for lifetime.
        let expiration = match user.get("expiration")? {
            Value::Null => Expiry::Never,
            end => Expiry::parse_form(end.as_str()?).ok()?,
        };
        let created = text(user, "created").and_then(|text| Expiry::parse_form(&text).ok());
        Some(Self {
            id: number(user, "id")?,
            username: text(user, "username")?,
            userpic: text_or_number(user, "userpic"),
            expiration,
            created: created.and_then(Expiry::at),
        })
    }
}

/// A row of `/username_hint/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsernameHint {
    /// TradingView's number of the user.
    pub id: i64,
    /// Exact spelling.
    pub username: String,
    /// Whether the account is closed.
    pub inactive: bool,
}

impl FromJson for UsernameHint {
    fn from_json(hint: &Value) -> Option<Self> {
        Some(Self {
            id: number(hint, "id")?,
            username: text(hint, "username")?,
            inactive: match hint.get("inactive") {
                None => false,
                Some(inactive) => inactive.as_bool()?,
            },
        })
    }
}

/// The hint that is `name` itself, in whatever case, and not merely begins with it. An active one comes first.
pub fn exact_match<'a>(name: &Username, hints: &'a [UsernameHint]) -> Option<&'a UsernameHint> {
    hints
        .iter()
        .filter(|hint| name.is_same_user(&hint.username))
        .min_by_key(|hint| hint.inactive)
}

/// `/tvcoins/details/`. That it is readable at all proves that the session lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Balance {
    /// Coins.
    pub coins: i64,
    /// The partner programme's balance, a decimal as TradingView writes it.
    pub partner_fiat_balance: Option<String>,
    /// Its currency.
    pub currency: Option<String>,
    /// Standing in the partner programme.
    pub partner_status: Option<String>,
}

impl FromJson for Balance {
    fn from_json(balance: &Value) -> Option<Self> {
        Some(Self {
            coins: number(balance, "coins")?,
            partner_fiat_balance: text_or_number(balance, "partner_fiat_balance"),
            currency: text_or_number(balance, "currency"),
            partner_status: text_or_number(balance, "partner_status"),
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::json;
    use super::*;

    #[test]
    fn a_page_of_users_is_read() {
        let page: UsersPage = json(
            r#"{"results":[
                {"id":7,"username":"Jane","userpic":"https://s3.tradingview.com/u.png","expiration":null,"created":"2022-10-01T10:00:00.000001+00:00"},
                {"id":"8","username":"joe","userpic":null,"expiration":"2022-11-30T23:59:59.999000+00:00","created":null}
            ],"next":"/pine_perm/list_users/?c=abc","prev":null}"#,
        )
        .unwrap();
        assert_eq!(page.next.as_deref(), Some("/pine_perm/list_users/?c=abc"));
        assert_eq!(page.results[0].expiration, Expiry::Never);
        let end = Timestamp::parse("2022-11-30T23:59:59.999Z").unwrap();
        assert_eq!(
            (page.results[1].id, page.results[1].expiration),
            (8, Expiry::At(end))
        );
    }

    #[test]
    fn half_a_page_is_no_page() {
        for body in [
            "",
            "[]",
            "{}",
            r#"{"results":[]}"#,
            r#"{"next":null}"#,
            r#"{"results":[{"id":7,"username":"Jane"}],"next":null}"#,
            r#"{"results":[{"id":7,"username":"Jane","expiration":"never"}],"next":null}"#,
            r#"{"results":[{"id":7,"username":"Jane","expiration":1705314600}],"next":null}"#,
            r#"{"results":[{"id":7,"expiration":null}],"next":null}"#,
            r#"{"results":[{"id":7,"username":null,"expiration":null}],"next":null}"#,
            r#"{"results":[{"id":7.5,"username":"Jane","expiration":null}],"next":null}"#,
            r#"{"results":[{"username":"Jane","expiration":null}],"next":null}"#,
            r#"{"results":[["Jane"]],"next":null}"#,
            r#"{"results":null,"next":null}"#,
            r#"{"results":{},"next":null}"#,
            r#"{"results":[],"next":2}"#,
            r#"{"results":[],"next":null"#,
        ] {
            assert_eq!(json::<UsersPage>(body), None, "{body}");
        }
    }

    #[test]
    fn what_decides_nothing_may_be_of_any_kind() {
        let page: UsersPage = json(
            r#"{"results":[{"id":7,"username":"Jane","userpic":[1],"expiration":null,"created":"long ago"},
                {"id":8,"username":"Joe","userpic":5,"expiration":null,"created":7}],"next":null}"#,
        )
        .unwrap();
        let read: Vec<_> = page
            .results
            .iter()
            .map(|user| (user.userpic.as_deref(), user.created))
            .collect();
        assert_eq!(read, [(None, None), (Some("5"), None)]);
    }

    #[test]
    fn a_list_of_hints_is_read_whole_or_not_at_all() {
        for body in [
            r#"[{"id":1,"username":"Jane"},{"id":2}]"#,
            r#"[{"id":1,"username":7}]"#,
            r#"[{"id":1,"username":"Jane","inactive":null}]"#,
            r#"[{"id":1,"username":"Jane","inactive":"no"}]"#,
            r#"{"id":1,"username":"Jane"}"#,
            r"[null]",
        ] {
            assert_eq!(json::<Vec<UsernameHint>>(body), None, "{body}");
        }
        assert_eq!(json::<Vec<UsernameHint>>("[]"), Some(Vec::new()));
    }

    #[test]
    fn a_hint_must_be_the_whole_name() {
        let hints: Vec<UsernameHint> = json(
            r#"[{"id":1,"username":"JaneDoe"},{"id":2,"username":"JANE","inactive":true},{"id":3,"username":"Jane","inactive":false}]"#,
        )
        .unwrap();
        let find = |name: &str| exact_match(&Username::parse(name).unwrap(), &hints).map(|hint| hint.id);
        assert_eq!(find("jane"), Some(3));
        assert_eq!(find("janedoe"), Some(1));
        assert_eq!(find("jan"), None);
    }

    #[test]
    fn a_balance_is_read_with_whatever_is_there() {
        let balance: Balance = json(
            r#"{"coins":12,"link":"x","partner_fiat_balance":1.50,"partner_status":0,"aff_id":1,"currency":"USD"}"#,
        )
        .unwrap();
        assert_eq!(balance.coins, 12);
        assert_eq!(balance.partner_fiat_balance.as_deref(), Some("1.50"));
        for body in [
            r#"{"detail":"no"}"#,
            r#"{"coins":null}"#,
            r#"{"coins":1.5}"#,
            "[12]",
            "12",
        ] {
            assert_eq!(json::<Balance>(body), None, "{body}");
        }
        let bare: Balance = json(r#"{"coins":"3","currency":null,"partner_status":{}}"#).unwrap();
        assert_eq!((bare.coins, bare.currency, bare.partner_status), (3, None, None));
    }

    proptest! {
        /// What is stored of a page is the page.
        #[test]
        fn a_page_that_was_written_is_read_as_it_was(
            users in prop::collection::vec(
                (any::<i64>(), "\\PC{0,12}", prop::option::of("\\PC{0,12}"), prop::option::of(times()), prop::option::of(times())),
                0..4,
            ),
            next in prop::option::of("\\PC{0,20}"),
        ) {
            let results = users
                .into_iter()
                .map(|(id, username, userpic, end, created)| ListedUser {
                    id,
                    username,
                    userpic,
                    expiration: Expiry::from_column(end),
                    created,
                })
                .collect();
            let page = UsersPage { results, next };
            let text = serde_json::to_string(&page).unwrap();
            prop_assert_eq!(&serde_json::from_str::<UsersPage>(&text).unwrap(), &page);
            prop_assert_eq!(json::<UsersPage>(&text), Some(page));
        }
    }

    fn times() -> impl Strategy<Value = Timestamp> {
        (Timestamp::MIN.as_millis()..=Timestamp::MAX.as_millis()).prop_map(Timestamp::from_millis)
    }
}
