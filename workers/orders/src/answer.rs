//! Commands to an account's sequencer, and what is answered to them.

use pinewire_domain::{
    id::{BrokerAccountId, OrderId},
    trading::sequencer::{Command, Facts, Reply},
};
use pinewire_shared::{
    Cx, Result,
    http::{Problem, Request, Response, response},
    idempotency::HEADER,
    trading::sequencer,
};
use serde::Serialize;

const MAX_KEY_CHARS: usize = 255;

/// What became of a command.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct Outcome {
    /// The order that is under way because of it: the new or changed one, or the one that closes, turns or protects a
    /// position.
    order_id: Option<OrderId>,
    /// Whether an equal wish was under way already, so that nothing was added.
    is_pending: bool,
}

/// Has a command carried out. 202: it is stored and under way; its order tells the rest.
pub(crate) async fn command(
    cx: &Cx,
    account: &BrokerAccountId,
    key: &str,
    command: Command,
    facts: Facts,
) -> Result<Response> {
    let reply = sequencer::command(cx, account, key, command, facts).await?;
    if let Some(problem) = sequencer::refusal(&reply) {
        return Err(problem.into());
    }
    let (order_id, is_pending) = match reply {
        Reply::Accepted { order } => (Some(order), false),
        Reply::Pending { order } => (Some(order), true),
        _ => (None, false),
    };
    response::json_with_status(202, &Outcome { order_id, is_pending })
}

/// The key under which a command is carried out once: the client's, or one that nobody uses again. Keys of different
/// kinds of requests are different keys.
pub(crate) fn key_of(cx: &Cx, request: &Request, kind: &str) -> Result<String> {
    match request.header(HEADER) {
        None => Ok(format!("{kind}:{}", cx.new_id::<OrderId>()?)),
        Some(key)
            if !key.is_empty()
                && key.len() <= MAX_KEY_CHARS
                && key.bytes().all(|byte| byte.is_ascii_graphic()) =>
        {
            Ok(format!("{kind}:{key}"))
        }
        Some(_) => {
            let detail = "Send an Idempotency-Key of 1 to 255 visible ASCII characters, such as a UUID.";
            Err(Problem::bad_request("idempotency_key_invalid", detail).into())
        }
    }
}
