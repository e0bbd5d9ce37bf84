//! The control routes: what tests and people do to TradingView that no client of its can. All are below `/__sandbox/`,
//! speak JSON, and are described in docs/sandbox.md.

mod faults;
mod grants;
mod people;
mod scripts;
mod settings;

use pinewire_shared::{
    Result,
    http::{Response, response},
};
use serde::Serialize;

use crate::{
    routes::Route,
    state::{schema, seed, visits},
    visit::Visit,
};

pub(crate) const ROUTES: &[Route] = &[
    ("GET", "/__sandbox/faults", faults::list),
    ("POST", "/__sandbox/faults", faults::add),
    ("DELETE", "/__sandbox/faults", faults::clear),
    ("POST", "/__sandbox/accounts", people::add_account),
    ("POST", "/__sandbox/users", people::add_users),
    ("POST", "/__sandbox/expire", people::expire),
    ("POST", "/__sandbox/scripts", scripts::add),
    ("DELETE", "/__sandbox/scripts/{}", scripts::remove),
    ("GET", "/__sandbox/grants", grants::list),
    ("POST", "/__sandbox/grants", grants::add),
    ("GET", "/__sandbox/calls", list_calls),
    ("DELETE", "/__sandbox/calls", clear_calls),
    ("GET", "/__sandbox/limits", settings::limits),
    ("POST", "/__sandbox/limits", settings::set_limits),
    ("DELETE", "/__sandbox/limits", settings::reset_limits),
    ("POST", "/__sandbox/rotation", settings::set_rotation),
    ("POST", "/__sandbox/reset", reset),
];

/// A list, as our own API has it.
#[derive(Serialize)]
struct List<T> {
    data: Vec<T>,
}

fn list_calls(visit: &Visit) -> Result<Response> {
    let prefix = visit.parameter("path").unwrap_or_default();
    let data = visits::list(&visit.sql, &prefix)?;
    response::json(&List { data })
}

fn clear_calls(visit: &Visit) -> Result<Response> {
    visits::clear(&visit.sql)?;
    response::no_content()
}

/// Everything becomes what it was at the first start.
fn reset(visit: &Visit) -> Result<Response> {
    schema::clear(&visit.sql)?;
    seed::plant_once(&visit.sql)?;
    response::no_content()
}
