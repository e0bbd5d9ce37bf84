//! The routes of this worker: who may call what, and what it counts against.

use pinewire_shared::{
    http::{Access, Limit, Route},
    routes,
};

use crate::{erase, login, logout, password_change, password_reset, refresh, signup, user};

const ROUTES: &[Route] = routes! {
    POST "/api/auth/signup" => signup::sign_up, Access::Public, Limit::Credentials;
    POST "/api/auth/login" => login::log_in, Access::Public, Limit::Credentials;
    POST "/api/auth/refresh" => refresh::refresh_session, Access::Public, Limit::Standard;
    POST "/api/auth/logout" => logout::log_out, Access::Public, Limit::Standard;
    GET "/api/auth/user" => user::get_user, Access::Session, Limit::Standard;
    PUT "/api/auth/password" => password_change::change_password, Access::Session, Limit::Credentials;
    POST "/api/auth/password/forgot" => password_reset::forgot_password, Access::Public, Limit::Credentials;
    POST "/api/auth/password/reset" => password_reset::reset_password, Access::Public, Limit::Credentials;
    DELETE "/api/account" => erase::erase_account, Access::Session, Limit::Credentials;
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
