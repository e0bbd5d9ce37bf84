//! Finding out who is calling, once, for all workers behind the gateway.

use pinewire_shared::{
    Cx, Result,
    auth::{self, pass},
    http::Request,
};

/// Adds to the request who is calling, or why the credentials that it came with are refused.
pub(crate) async fn introduce(cx: &Cx, request: &mut Request) -> Result<()> {
    if let Some(finding) = auth::examine(cx, request).await? {
        let pass = pass::issue(cx.keyring()?, cx.request_id(), &finding)?;
        request.set_header(pass::HEADER, &pass)?;
    }
    Ok(())
}
