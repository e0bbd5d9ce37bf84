//! Resend's API: sending mail, and looking at what was sent. Nothing leaves the sandbox; the mails lie in its inbox.

mod error;
mod input;
mod mail;
mod send;

use pinewire_shared::{
    Cx, Result,
    http::{Access, Limit, Request, Response, Route},
    routes,
};

pub(crate) use error::failure;
pub(crate) use mail::Mail;

use error::Refusal;

pub(crate) const ROUTES: &[Route] = routes! {
    POST "/emails" => send::send, Access::Public, Limit::None;
    GET "/emails/{id}" => send::retrieve, Access::Public, Limit::None;
    GET "/{*path}" => unknown, Access::Public, Limit::None;
    POST "/{*path}" => unknown, Access::Public, Limit::None;
    PUT "/{*path}" => unknown, Access::Public, Limit::None;
    PATCH "/{*path}" => unknown, Access::Public, Limit::None;
    DELETE "/{*path}" => unknown, Access::Public, Limit::None;
};

/// What the real API has and we do not.
async fn unknown(_: Cx, _: Request) -> Result<Response> {
    Refusal::new(404, "not_found", "The requested endpoint does not exist.").to_response()
}
