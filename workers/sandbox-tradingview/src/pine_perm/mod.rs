//! `/pine_perm/`: who may use which script. The paths are all that are real; others of which some write-ups tell answer
//! with 404, as TradingView does.

mod change;
mod cursor;
mod list;
pub(crate) mod page;
mod refusal;

use pinewire_shared::{
    Cx, Result,
    http::{Access, Limit, Request, Response, Route, response},
    routes,
};

use crate::{session::Pair, state::scripts};
use pinewire_domain::access::wire::ScriptAccess;

pub(crate) const ROUTES: &[Route] = routes! {
    POST "/pine_perm/list_users" => list::list, Access::Public, Limit::None;
    POST "/pine_perm/add" => change::add, Access::Public, Limit::None;
    POST "/pine_perm/modify_user_expiration" => change::modify, Access::Public, Limit::None;
    POST "/pine_perm/remove" => change::remove, Access::Public, Limit::None;
    GET "/pine_perm/list_scripts" => list_scripts, Access::Public, Limit::None;
};

/// The ids of the scripts that whoever asks may share.
async fn list_scripts(cx: Cx, request: Request) -> Result<Response> {
    let Some(scripts) = scripts::own(&cx, Pair::of(&request)).await? else {
        return refusal::signed_out();
    };
    let shareable = scripts
        .into_iter()
        .filter(|script| script.facts.access == ScriptAccess::InviteOnly);
    let ids: Vec<String> = shareable.map(|script| script.pine_id).collect();
    response::json(&ids)
}
