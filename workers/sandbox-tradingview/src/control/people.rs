//! Accounts, users and their sessions.

use pinewire_domain::access::username::Username;
use pinewire_shared::{
    Result,
    http::{Problem, Response, response},
};
use serde::{Deserialize, Serialize};

use crate::{
    session::Pair,
    state::{
        sessions,
        users::{self, Account},
    },
    visit::Visit,
};

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

#[derive(Serialize)]
struct SignedIn {
    id: i64,
    sessionid: String,
    sessionid_sign: String,
}

/// A new account, or new facts about one that is there; signed in anew.
pub(super) fn add_account(visit: &Visit) -> Result<Response> {
    let account: Account = visit.json()?;
    check("username", &account.username)?;
    let id = users::put(&visit.sql, &account, visit.now)?;
    let Pair {
        sessionid,
        sessionid_sign,
    } = sessions::begin(&visit.sql, id)?;
    let signed_in = SignedIn {
        id,
        sessionid,
        sessionid_sign,
    };
    response::json_with_status(201, &signed_in)
}

/// Users who do nothing but be granted access. Those that are there already stay as they are.
pub(super) fn add_users(visit: &Visit) -> Result<Response> {
    let Users { usernames } = visit.json()?;
    usernames.iter().try_for_each(|name| check("usernames", name))?;
    users::add_all(&visit.sql, &usernames, visit.now)?;
    response::no_content()
}

/// Ends a session: its cookies are dead for good.
pub(super) fn expire(visit: &Visit) -> Result<Response> {
    let Session { sessionid } = visit.json()?;
    sessions::expire(&visit.sql, &sessionid)?;
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
