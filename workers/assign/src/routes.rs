//! The route tables: every endpoint of this worker, by feature.

use pinewire_shared::http::Route;

use crate::{grants, usernames};

/// All routes.
pub static TABLES: &[&[Route]] = &[grants::ROUTES, usernames::ROUTES];

#[cfg(test)]
mod tests {
    #[test]
    fn every_route_can_be_found() {
        pinewire_shared::http::Router::check(super::TABLES).unwrap();
    }
}
