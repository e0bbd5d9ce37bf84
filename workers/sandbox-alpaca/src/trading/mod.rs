//! The Trading API, version 2.

mod account;
mod activities;
mod assets;
mod clock;
mod orders;
mod positions;
pub(crate) mod wire;

use crate::routes::Route;

pub(crate) const ROUTES: &[Route] = &[
    ("GET", "/v2/account", account::show),
    ("GET", "/v2/account/activities", activities::list),
    ("GET", "/v2/account/activities/{}", activities::list_of_kind),
    ("POST", "/v2/orders", orders::place),
    ("GET", "/v2/orders", orders::list),
    ("DELETE", "/v2/orders", orders::cancel_all),
    ("GET", "/v2/orders:by_client_order_id", orders::show_by_client_id),
    ("GET", "/v2/orders/{}", orders::show),
    ("PATCH", "/v2/orders/{}", orders::replace),
    ("DELETE", "/v2/orders/{}", orders::cancel),
    ("GET", "/v2/positions", positions::list),
    ("DELETE", "/v2/positions", positions::close_all),
    ("GET", "/v2/positions/{}", positions::show),
    ("DELETE", "/v2/positions/{}", positions::close),
    ("GET", "/v2/assets", assets::list),
    ("GET", "/v2/assets/{}", assets::show),
    ("GET", "/v2/clock", clock::show),
    ("GET", "/v2/calendar", clock::calendar),
];
