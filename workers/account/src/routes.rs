//! The routes of this worker: who may call what, and what it counts against.

use pinewire_shared::{
    http::{Access, Limit, Route},
    routes,
};

use crate::{api_keys, export, profile, sessions};

const ROUTES: &[Route] = routes! {
    GET "/api/account/profile" => profile::get_profile, Access::Session, Limit::Standard;
    PUT "/api/account/profile" => profile::update_profile, Access::Session, Limit::Standard;
    GET "/api/account/sessions" => sessions::list_sessions, Access::Session, Limit::Standard;
    DELETE "/api/account/sessions" => sessions::revoke_other_sessions, Access::Session, Limit::Standard;
    DELETE "/api/account/sessions/{id}" => sessions::revoke_session, Access::Session, Limit::Standard;
    GET "/api/account/api-keys" => api_keys::list_api_keys, Access::Session, Limit::Standard;
    POST "/api/account/api-keys" => api_keys::create_api_key, Access::Session, Limit::Standard;
    DELETE "/api/account/api-keys/{id}" => api_keys::revoke_api_key, Access::Session, Limit::Standard;
    GET "/api/account/export" => export::export_account, Access::Session, Limit::Credentials;
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
