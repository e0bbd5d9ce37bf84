//! The pages of TradingView's web site, as far as anybody here looks at them: the start page, which tells whose cookies
//! they are, profiles, and the chart page, of which screenshots are taken.

mod assets;
mod bars;
mod chart;
mod home;
mod page;
mod profile;

use pinewire_shared::{
    Cx, Result,
    http::{Access, Limit, Request, Response, Route},
    routes,
};

pub(crate) use home::tokens_of;
pub(crate) use page::{failure, signed_out};

/// What begins with `/sandbox-` is what our chart page loads; TradingView has no such addresses.
pub(crate) const ROUTES: &[Route] = routes! {
    GET "/" => home::show, Access::Public, Limit::None;
    GET "/u/{name}" => profile::show, Access::Public, Limit::None;
    GET "/chart" => chart::show, Access::Public, Limit::None;
    GET "/chart/{id}" => chart::show, Access::Public, Limit::None;
    GET "/sandbox-bars" => bars::list, Access::Public, Limit::None;
    GET "/sandbox-assets/chart.js" => assets::script, Access::Public, Limit::None;
    GET "/sandbox-assets/chart.css" => assets::style, Access::Public, Limit::None;
    GET "/sandbox-assets/lightweight-charts.js" => assets::library, Access::Public, Limit::None;
    GET "/{*path}" => unknown, Access::Public, Limit::None;
    POST "/{*path}" => unknown, Access::Public, Limit::None;
};

/// For the other hosts: whatever else is asked for is not there.
pub(crate) const UNKNOWN: &[Route] = routes! {
    GET "/{*path}" => unknown, Access::Public, Limit::None;
    POST "/{*path}" => unknown, Access::Public, Limit::None;
};

async fn unknown(_: Cx, _: Request) -> Result<Response> {
    failure(404)
}
