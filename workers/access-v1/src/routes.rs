//! The route tables: every endpoint of this worker, by feature.

use pinewire_shared::{
    http::{Access, Limit, Route},
    routes,
};

use crate::{access, admin, token, validate};

// Who calls the older API is told by its own header: see `seller`.
const OLDER: &[Route] = routes! {
    GET "/validate/{username}" => validate::validate_older, Access::Public, Limit::Standard;
    GET "/access/{username}" => access::get_older_access, Access::Public, Limit::Standard;
    POST "/access/{username}" => access::give_older_access, Access::Public, Limit::Standard;
    DELETE "/access/{username}" => access::end_older_access, Access::Public, Limit::Standard;
    GET "/admin/cookies" => admin::get_older_cookies, Access::Public, Limit::Standard;
    POST "/admin/cookies" => admin::set_older_cookies, Access::Public, Limit::Credentials;
    POST "/admin/token" => admin::rotate_older_token, Access::Public, Limit::Credentials;
};

const TOKEN: &[Route] = routes! {
    GET "/api/older-api/token" => token::get_older_api_token, Access::Session, Limit::Standard;
    POST "/api/older-api/token" => token::create_older_api_token, Access::Session, Limit::Standard;
    DELETE "/api/older-api/token" => token::delete_older_api_token, Access::Session, Limit::Standard;
};

/// All routes.
pub static TABLES: &[&[Route]] = &[OLDER, TOKEN];

#[cfg(test)]
mod tests {
    #[test]
    fn every_route_can_be_found() {
        pinewire_shared::http::Router::check(super::TABLES).unwrap();
    }
}
