//! The `access-sequencer` worker: carries out what is wanted of script access. Its `AccessSequencer`, one object per
//! seller, is the one place that speaks to TradingView about access; queue and cron make sure that it looks for work.

mod cron;
mod queue;
mod sequencer;

use pinewire_shared::{Cx, log, queue::messages};
use wasm_bindgen::JsValue;
use worker::event;

pub use sequencer::AccessSequencer;

/// Never answers with an error: that would panic, and take the other messages along.
#[event(queue)]
async fn queue(
    batch: worker::MessageBatch<JsValue>,
    env: worker::Env,
    _context: worker::Context,
) -> worker::Result<()> {
    match Cx::for_event("access-sequencer", env) {
        Ok(cx) => queue::consume(&cx, &batch.queue(), messages(&batch)).await,
        Err(error) => {
            log::error("queue_failed", &error.to_string());
            batch.retry_all();
        }
    }
    Ok(())
}

#[event(scheduled)]
async fn scheduled(_event: worker::ScheduledEvent, env: worker::Env, _context: worker::ScheduleContext) {
    let swept = match Cx::for_event("access-sequencer", env) {
        Ok(cx) => cron::sweep(&cx).await,
        Err(error) => Err(error),
    };
    if let Err(error) = swept {
        log::error("cron_failed", &error.to_string());
    }
}
