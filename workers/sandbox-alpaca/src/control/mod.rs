//! The control routes: what tests and people do to Alpaca that no client of its can. All are below `/__sandbox/`, speak
//! JSON, and are described in docs/sandbox.md. Those about faults, calls and streams are in `object`, which has them.

mod accounts;
mod clock;
mod orders;
mod settings;

pub(crate) use accounts::seed;

use crate::routes::Route;

pub(crate) const ROUTES: &[Route] = &[
    ("GET", "/__sandbox/accounts", accounts::list),
    ("POST", "/__sandbox/accounts", accounts::add),
    ("POST", "/__sandbox/accounts/{}", accounts::change),
    ("GET", "/__sandbox/clock", clock::show),
    ("POST", "/__sandbox/clock", clock::set),
    ("DELETE", "/__sandbox/clock", clock::reset),
    ("POST", "/__sandbox/advance", clock::advance),
    ("POST", "/__sandbox/prices", settings::set_prices),
    ("DELETE", "/__sandbox/prices", settings::clear_prices),
    ("GET", "/__sandbox/orders", orders::list),
    ("POST", "/__sandbox/orders/{}", orders::act),
    ("GET", "/__sandbox/troubles", settings::troubles),
    ("POST", "/__sandbox/troubles", settings::add_trouble),
    ("DELETE", "/__sandbox/troubles", settings::clear_troubles),
    ("GET", "/__sandbox/limits", settings::limits),
    ("POST", "/__sandbox/limits", settings::set_limits),
    ("DELETE", "/__sandbox/limits", settings::reset_limits),
];
