//! The `alert-trader` worker: makes orders of alerts. The accept path commits a job with each alert that a binding wants;
//! this consumer decides what the alert becomes, and sends it through the account's sequencer or keeps it as a proposal
//! for its user. Bindings and proposals are the `alert-orders` worker's.

mod decide;
mod facts;
mod health;
mod queue;
mod row;
mod send;
mod work;

use pinewire_shared::{
    Cx,
    http::{Access, Limit, Route},
    log,
    queue::messages,
    routes, serve_worker,
};
use wasm_bindgen::JsValue;
use worker::event;

const ROUTES: &[Route] = routes! {
    GET "/health/live" => health::live, Access::Public, Limit::None;
};

/// All routes.
pub static TABLES: &[&[Route]] = &[ROUTES];

serve_worker!("alert-trader", TABLES, public);

/// Never answers with an error: that would panic, and take the other messages along.
#[event(queue)]
async fn queue(
    batch: worker::MessageBatch<JsValue>,
    env: worker::Env,
    _context: worker::Context,
) -> worker::Result<()> {
    match Cx::for_event("alert-trader", env) {
        Ok(cx) => queue::consume(&cx, &batch.queue(), messages(&batch)).await,
        Err(error) => {
            log::error("queue_failed", &error.to_string());
            batch.retry_all();
        }
    }
    Ok(())
}
