//! Sends what nobody has sent, and again what a queue has lost.

use pinewire_shared::{Cx, Result, jobs, log};
use serde_json::json;

pub(super) async fn sweep(cx: &Cx) -> Result<()> {
    let lost = jobs::sweep(cx).await?;
    if lost > 0 {
        log::warn(cx, "jobs_lost", json!({ "sent_again": lost }));
    }
    Ok(())
}
