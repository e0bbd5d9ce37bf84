//! Users: who has access (`list_users`), who is meant (`username_hint`), and the seller's balance (`tvcoins`).

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use super::{number, text_of};
use crate::access::expiry::Expiry;
use crate::access::username::Username;
use crate::time::Timestamp;

/// Rows that one page of `list_users` may have; more are refused with 400.
pub const MAX_USERS_PAGE: u32 = 30;

/// A page of `/pine_perm/list_users/`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsersPage {
    /// The rows.
    pub results: Vec<ListedUser>,
    /// Path and query of the next page (to be sent by POST with the same body); `None` on the last one. Must be there, even
    /// if null: a body that was cut must not pass for a last page.
    #[serde(deserialize_with = "Option::deserialize")]
    pub next: Option<String>,
}

/// A row of it: somebody with access.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedUser {
    /// TradingView's number of the user.
    #[serde(deserialize_with = "number")]
    pub id: i64,
    /// Exact spelling.
    pub username: String,
    /// Address of the picture.
    #[serde(default, deserialize_with = "text_of")]
    pub userpic: Option<String>,
    /// When it ends. Must be there, even if null: its absence must not pass for lifetime.
    #[serde(deserialize_with = "expiration")]
    pub expiration: Expiry,
    /// When it was given.
    #[serde(default, deserialize_with = "lenient_time")]
    pub created: Option<Timestamp>,
}

fn expiration<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Expiry, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    let expiry = text.map_or(Ok(Expiry::Never), |text| Expiry::parse_form(&text));
    expiry.map_err(serde::de::Error::custom)
}

fn lenient_time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    let expiry = value.as_str().and_then(|text| Expiry::parse_form(text).ok());
    Ok(expiry.and_then(Expiry::at))
}

/// A row of `/username_hint/`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct UsernameHint {
    /// TradingView's number of the user.
    #[serde(deserialize_with = "number")]
    pub id: i64,
    /// Exact spelling.
    pub username: String,
    /// Whether the account is closed.
    #[serde(default)]
    pub inactive: bool,
}

/// The hint that is `name` itself, in whatever case, and not merely begins with it. An active one comes first.
pub fn exact_match<'a>(name: &Username, hints: &'a [UsernameHint]) -> Option<&'a UsernameHint> {
    hints
        .iter()
        .filter(|hint| name.is_same_user(&hint.username))
        .min_by_key(|hint| hint.inactive)
}

/// `/tvcoins/details/`. That it is readable at all proves that the session lives.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Balance {
    /// Coins.
    #[serde(deserialize_with = "number")]
    pub coins: i64,
    /// The partner programme's balance, a decimal as TradingView writes it.
    #[serde(default, deserialize_with = "text_of")]
    pub partner_fiat_balance: Option<String>,
    /// Its currency.
    #[serde(default, deserialize_with = "text_of")]
    pub currency: Option<String>,
    /// Standing in the partner programme.
    #[serde(default, deserialize_with = "text_of")]
    pub partner_status: Option<String>,
}

#[cfg(test)]
mod tests {
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
            r#"{"results":[{"id":7,"expiration":null}],"next":null}"#,
        ] {
            assert_eq!(json::<UsersPage>(body), None, "{body}");
        }
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
        assert_eq!(json::<Balance>(r#"{"detail":"no"}"#), None);
    }
}
