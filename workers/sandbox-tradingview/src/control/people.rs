//! Accounts, users and their sessions.

use pinewire_domain::access::username::Username;
use pinewire_shared::{
    Cx, Result,
    http::{Problem, Request, Response, response},
};
use serde::Deserialize;

use super::body;
use crate::state::control::{Account, Question, SignedIn, asked};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Users {
    usernames: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Session {
    sessionid: String,
}

/// A new account, or new facts about one that is there; signed in anew.
pub(super) async fn add_account(cx: Cx, mut request: Request) -> Result<Response> {
    let account: Account = body(&mut request).await?;
    check("username", &account.username)?;
    let now = cx.now();
    let signed_in: SignedIn = asked(&cx, &Question::AddAccount { account, now }).await?;
    response::json_with_status(201, &signed_in)
}

/// Users who do nothing but be granted access. Those that are there already stay as they are.
pub(super) async fn add_users(cx: Cx, mut request: Request) -> Result<Response> {
    let Users { usernames } = body(&mut request).await?;
    usernames.iter().try_for_each(|name| check("usernames", name))?;
    let now = cx.now();
    asked::<()>(&cx, &Question::AddUsers { usernames, now }).await?;
    response::no_content()
}

/// Ends a session: its cookies are dead for good.
pub(super) async fn expire(cx: Cx, mut request: Request) -> Result<Response> {
    let Session { sessionid } = body(&mut request).await?;
    asked::<()>(&cx, &Question::Expire { sessionid }).await?;
    response::no_content()
}

/// Refuses what is not the exact spelling of a name.
pub(super) fn check(field: &str, name: &str) -> Result<()> {
    match Username::parse(name) {
        Ok(username) if username.as_str() == name => Ok(()),
        Ok(_) => Err(Problem::invalid(field, format!("{name}: write the bare name")).into()),
        Err(error) => Err(Problem::invalid(field, format!("{name}: {error}")).into()),
    }
}
