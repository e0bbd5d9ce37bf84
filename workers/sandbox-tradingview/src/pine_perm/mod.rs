//! `/pine_perm/`: who may use which script. The paths are all that are real; others of which some write-ups tell answer
//! with 404, as TradingView does.

mod change;
mod cursor;
mod list;
pub(crate) mod page;
mod refusal;

use pinewire_domain::access::wire::ScriptAccess;
use pinewire_shared::{
    Result,
    http::{Response, response},
};

use crate::{routes::Route, state::scripts, visit::Visit};

pub(crate) const ROUTES: &[Route] = &[
    ("POST", "/pine_perm/list_users", list::list),
    ("POST", "/pine_perm/add", change::add),
    ("POST", "/pine_perm/modify_user_expiration", change::modify),
    ("POST", "/pine_perm/remove", change::remove),
    ("GET", "/pine_perm/list_scripts", list_scripts),
];

/// The ids of the scripts that whoever asks may share.
fn list_scripts(visit: &Visit) -> Result<Response> {
    let Some(user) = visit.user()? else {
        return refusal::signed_out();
    };
    let ids: Vec<String> = scripts::of_owner(&visit.sql, user.id)?
        .into_iter()
        .filter(|script| script.facts.access == ScriptAccess::InviteOnly)
        .map(|script| script.pine_id)
        .collect();
    response::json(&ids)
}

/// The script that a call is about, or why the call is refused.
fn script_of(visit: &Visit) -> Result<Result<String, Response>> {
    if refusal::is_stranger(visit) {
        return refusal::stranger().map(Err);
    }
    let Some(user) = visit.user()? else {
        return refusal::signed_out().map(Err);
    };
    let pine_id = visit.field("pine_id").unwrap_or_default();
    if scripts::is_shareable(&visit.sql, &pine_id, user.id)? {
        Ok(Ok(pine_id))
    } else {
        refusal::no_such_script().map(Err)
    }
}
