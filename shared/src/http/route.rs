//! The route table: which method and path is which handler, who may call it, and how often.

use std::{future::Future, pin::Pin};

use pinewire_domain::auth::Scope;

use super::{Request, Response};
use crate::{Cx, Result};

/// A handler. Written as an `async fn(Cx, Request) -> Result<Response>` and wrapped by [`routes!`](crate::routes).
pub type Handler = fn(Cx, Request) -> Pin<Box<dyn Future<Output = Result<Response>>>>;

/// Who may call a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anyone.
    Public,
    /// A signed-in person. API keys are refused: what is behind it manages the account itself.
    Session,
    /// A signed-in person, or an API key that has this scope.
    Scope(Scope),
    /// A signed-in person whose role is admin.
    Admin,
}

/// What a route counts against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// The caller's requests per minute (per address while nobody is signed in).
    Standard,
    /// Few tries per address and minute: sign-in, sign-up, password reset.
    Credentials,
    /// Files behind signed links, per address: many more than calls, since a list shows many pictures.
    Files,
    /// Not limited here: limited by other means (quota) or not worth it (health).
    None,
}

/// One route.
#[derive(Debug, Clone, Copy)]
pub struct Route {
    /// The method, in capitals.
    pub method: &'static str,
    /// The path, with parameters as `{name}`.
    pub path: &'static str,
    /// Who may call it.
    pub access: Access,
    /// What it counts against.
    pub limit: Limit,
    /// What it does.
    pub handler: Handler,
}

/// A route table.
///
/// ```ignore
/// pub static ROUTES: &[Route] = routes! {
///     GET "/api/signals" => signals::list, Access::Scope(Scope::SignalsRead), Limit::Standard;
/// };
/// ```
#[macro_export]
macro_rules! routes {
    ($($method:ident $path:literal => $handler:path, $access:expr, $limit:expr;)*) => {
        &[$($crate::http::Route {
            method: stringify!($method),
            path: $path,
            access: $access,
            limit: $limit,
            handler: |cx, request| Box::pin($handler(cx, request)),
        }),*]
    };
}
