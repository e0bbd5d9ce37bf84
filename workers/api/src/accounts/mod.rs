//! Accounts: signing up, in and out, sessions, passwords, API keys, the profile, export and erasure.

mod answer;
mod api_keys;
mod attempts;
mod breached;
mod email;
mod erase;
mod export;
mod login;
mod logout;
mod password_change;
mod password_reset;
mod profile;
mod refresh;
mod sessions;
mod signup;

use pinewire_shared::{
    http::{Access, Limit, Route},
    routes,
};

pub(crate) const ROUTES: &[Route] = routes! {
    POST "/api/auth/signup" => signup::sign_up, Access::Public, Limit::Credentials;
    POST "/api/auth/login" => login::log_in, Access::Public, Limit::Credentials;
    POST "/api/auth/refresh" => refresh::refresh_session, Access::Public, Limit::Standard;
    POST "/api/auth/logout" => logout::log_out, Access::Public, Limit::Standard;
    GET "/api/auth/user" => profile::get_user, Access::Session, Limit::Standard;
    PUT "/api/auth/password" => password_change::change_password, Access::Session, Limit::Credentials;
    POST "/api/auth/password/forgot" => password_reset::forgot_password, Access::Public, Limit::Credentials;
    POST "/api/auth/password/reset" => password_reset::reset_password, Access::Public, Limit::Credentials;
    GET "/api/account/profile" => profile::get_profile, Access::Session, Limit::Standard;
    PUT "/api/account/profile" => profile::update_profile, Access::Session, Limit::Standard;
    GET "/api/account/sessions" => sessions::list_sessions, Access::Session, Limit::Standard;
    DELETE "/api/account/sessions" => sessions::revoke_other_sessions, Access::Session, Limit::Standard;
    DELETE "/api/account/sessions/{id}" => sessions::revoke_session, Access::Session, Limit::Standard;
    GET "/api/account/api-keys" => api_keys::list_api_keys, Access::Session, Limit::Standard;
    POST "/api/account/api-keys" => api_keys::create_api_key, Access::Session, Limit::Standard;
    DELETE "/api/account/api-keys/{id}" => api_keys::revoke_api_key, Access::Session, Limit::Standard;
    GET "/api/account/export" => export::export_account, Access::Session, Limit::Credentials;
    DELETE "/api/account" => erase::erase_account, Access::Session, Limit::Credentials;
};

/// For docs/openapi.json.
#[cfg(feature = "openapi")]
#[derive(utoipa::OpenApi)]
#[openapi(paths(
    signup::sign_up,
    login::log_in,
    refresh::refresh_session,
    logout::log_out,
    profile::get_user,
    password_change::change_password,
    password_reset::forgot_password,
    password_reset::reset_password,
    profile::get_profile,
    profile::update_profile,
    sessions::list_sessions,
    sessions::revoke_other_sessions,
    sessions::revoke_session,
    api_keys::list_api_keys,
    api_keys::create_api_key,
    api_keys::revoke_api_key,
    export::export_account,
    erase::erase_account
))]
pub(crate) struct Docs;
