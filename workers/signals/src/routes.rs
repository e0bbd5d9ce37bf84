//! The routes of this worker: who may call what, and what it counts against.

use pinewire_domain::auth::Scope;
use pinewire_shared::{
    http::{Access, Limit, Route},
    routes,
};

use crate::{deletion, detail, export, image, list, outcome, replay};

const ROUTES: &[Route] = routes! {
    GET "/api/signals" => list::list_signals, Access::Scope(Scope::SignalsRead), Limit::Standard;
    GET "/api/signals/export.csv" => export::export_signals, Access::Scope(Scope::SignalsRead), Limit::Standard;
    POST "/api/signals/screenshots" => replay::replay_screenshots, Access::Scope(Scope::SignalsWrite), Limit::Standard;
    GET "/api/signals/{id}" => detail::get_signal, Access::Scope(Scope::SignalsRead), Limit::Standard;
    PUT "/api/signals/{id}" => outcome::update_signal, Access::Scope(Scope::SignalsWrite), Limit::Standard;
    DELETE "/api/signals/{id}" => deletion::delete_signal, Access::Scope(Scope::SignalsWrite), Limit::Standard;
    POST "/api/signals/{id}/restore" => deletion::restore_signal, Access::Scope(Scope::SignalsWrite), Limit::Standard;
    POST "/api/signals/{id}/screenshot" => replay::replay_screenshot, Access::Scope(Scope::SignalsWrite), Limit::Standard;
    // Open to signed links; without a signature it asks who is calling.
    GET "/api/signals/{id}/screenshot.png" => image::get_screenshot, Access::Public, Limit::Files;
};

/// All routes.
pub static TABLES: &[&[Route]] = &[ROUTES];

#[cfg(test)]
mod tests {
    #[test]
    fn every_route_can_be_found() {
        pinewire_shared::http::Router::check(super::TABLES).unwrap();
    }
}
