//! A user's settings for alerts and screenshots, and their webhook: `/api/config` and what is below it.

mod settings;
mod update;
mod validate;
mod webhook;

use pinewire_domain::auth::Scope;
use pinewire_shared::{
    http::{Access, Limit, Route},
    routes,
};

pub(crate) const ROUTES: &[Route] = routes! {
    GET "/api/config" => settings::get_config, Access::Scope(Scope::ConfigRead), Limit::Standard;
    PUT "/api/config" => update::update_config, Access::Scope(Scope::ConfigWrite), Limit::Standard;
    POST "/api/config/webhook/rotate" => webhook::rotate_webhook, Access::Scope(Scope::ConfigWrite), Limit::Standard;
    POST "/api/config/webhook/disable" => webhook::disable_webhook, Access::Scope(Scope::ConfigWrite), Limit::Standard;
    POST "/api/config/webhook/enable" => webhook::enable_webhook, Access::Scope(Scope::ConfigWrite), Limit::Standard;
};

/// For docs/openapi.json.
#[cfg(feature = "openapi")]
#[derive(utoipa::OpenApi)]
#[openapi(paths(
    settings::get_config,
    update::update_config,
    webhook::rotate_webhook,
    webhook::disable_webhook,
    webhook::enable_webhook
))]
pub(crate) struct Docs;
