//! The routes of this worker: who may call what, and what it counts against.

use pinewire_domain::auth::Scope;
use pinewire_shared::{
    http::{Access, Limit, Route},
    routes,
};

use crate::watch;

const ROUTES: &[Route] = routes! {
    GET "/api/signals/stream" => watch::stream_signals, Access::Scope(Scope::SignalsRead), Limit::Standard;
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
