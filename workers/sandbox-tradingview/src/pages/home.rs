//! The start page. It always answers with 200; whose cookies a request carries is in its markup.

use pinewire_shared::{Result, http::Response};
use serde::Serialize;

use super::page::{Page, Scripts};
use crate::{state::users::User, visit::Visit};

/// As in the page's markup, in TradingView's order: clients look for these keys with their neighbours.
#[derive(Serialize)]
struct UserData<'a> {
    id: i64,
    username: &'a str,
    first_name: &'a str,
    last_name: &'a str,
    reputation: u32,
    following: u32,
    followers: u32,
    notification_count: NotificationCount,
    userpic: String,
    pro_plan: &'a str,
    session_hash: String,
    private_channel: String,
    auth_token: String,
    date_joined: String,
}

#[derive(Serialize)]
struct NotificationCount {
    following: u32,
    user: u32,
}

pub(super) fn show(visit: &Visit) -> Result<Response> {
    let visitor = visit.user()?;
    let data = visitor.as_ref().map_or_else(|| Ok("{}".to_owned()), user_data)?;
    let head = format!("<script type=\"application/json\" id=\"init-data\">{data}</script>\n");
    let body = "<body>\n<main>\n<h1>A stand-in for TradingView</h1>\n<p>It shows <a href=\"chart/\">charts</a> of made-up prices.</p>\n</main>\n</body>";
    Page {
        visitor: visitor.as_ref(),
        title: "TradingView (sandbox)",
        head: &head,
        body,
        scripts: Scripts::Any,
    }
    .respond(200)
}

/// The signed-in user's data, as it stands in the page. A plan may be any text, so `<` is written as JSON allows.
fn user_data(user: &User) -> Result<String> {
    let [auth_token, session_hash, private_channel] = tokens_of(user);
    let data = serde_json::to_string(&UserData {
        id: user.id,
        username: &user.username,
        first_name: "",
        last_name: "",
        reputation: 0,
        following: 0,
        followers: 0,
        notification_count: NotificationCount {
            following: 0,
            user: 0,
        },
        userpic: user.picture(),
        pro_plan: &user.plan,
        session_hash,
        private_channel,
        auth_token,
        date_joined: user.joined.to_string(),
    })?;
    Ok(data.replace('<', "\\u003c"))
}

/// `auth_token`, `session_hash` and `private_channel`. Ours open nothing; they are there because clients look for them.
pub(crate) fn tokens_of(user: &User) -> [String; 3] {
    ["auth_token", "session_hash", "private_channel"].map(|purpose| format!("sandbox-{purpose}-{}", user.id))
}

#[cfg(test)]
mod tests {
    use pinewire_domain::{
        access::wire::{HomePage, Visitor, read_home},
        time::Timestamp,
    };

    use super::*;

    #[test]
    fn a_reader_finds_whose_cookies_they_are() {
        let user = User {
            id: 12_345_678,
            username: "jane_doe".to_owned(),
            plan: "</script><script>alert(1)".to_owned(),
            coins: 0,
            inactive: false,
            joined: Timestamp::EPOCH,
        };
        let data = user_data(&user).unwrap();
        assert!(!data.contains("<script>"), "{data}");
        let page = format!("<html class=\"is-authenticated\"><script>{data}</script></html>");
        let HomePage::SignedIn(Visitor {
            id, username, plan, ..
        }) = read_home(&page)
        else {
            panic!("nobody is signed in on {page}");
        };
        assert_eq!((id, username, plan), (user.id, user.username, Some(user.plan)));
    }
}
