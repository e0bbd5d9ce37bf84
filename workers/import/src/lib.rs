//! The `import` worker: takes over what an older system has exported, row by row, once, and takes it back on demand. The
//! export is read, and its cookies are decrypted, by `npm run import` on the operator's machine; here each row is checked,
//! stored and remembered. For admins only.

mod health;
mod imports;
#[cfg(feature = "openapi")]
pub mod openapi;
mod rollback;
mod routes;
mod rows;

use std::sync::LazyLock;

use pinewire_shared::{
    Cx,
    http::{Router, serve},
};
use worker::event;

pub use routes::TABLES;

static ROUTER: LazyLock<Router> = LazyLock::new(|| Router::new(TABLES));

#[event(fetch)]
async fn fetch(
    request: worker::Request,
    env: worker::Env,
    context: worker::Context,
) -> worker::Result<worker::Response> {
    let cx = Cx::for_request("import", &request, env, context)?;
    serve(&ROUTER, cx, request).await
}
