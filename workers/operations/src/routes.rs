//! The routes of this worker. `/health` and what is below it is open: load balancers and monitors ask.

use pinewire_shared::{
    http::{Access, Limit, Route},
    routes,
};

use crate::{health, keys};

const KEYS: &[Route] = routes! {
    POST "/api/admin/keys/rotate" => keys::rotate_keys, Access::Admin, Limit::Standard;
};

/// All routes.
pub static TABLES: &[&[Route]] = &[health::ROUTES, KEYS];

#[cfg(test)]
mod tests {
    #[test]
    fn every_route_can_be_found() {
        pinewire_shared::http::Router::check(super::TABLES).unwrap();
    }
}
