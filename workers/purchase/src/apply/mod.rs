//! What an event means, and having that carried out: once, whatever is repeated, crashes or comes at the same time.
//!
//! Everything is read, decided, and committed in one batch that fails if anything of what was read has changed. Then it
//! is read again.

mod commit;
mod decide;
mod name;
mod state;

use pinewire_domain::id::{PurchaseId, UserId};
use pinewire_shared::{
    Cx, Error, Result, access, clock,
    jobs::{self, Claimed},
    params,
    queue::Delivery,
    sql,
};

use commit::Committed;
use decide::Decision;

/// How often what was read may have changed before the job is tried later.
const ROUNDS: u32 = 5;
/// How long an end waits for changes of the same access that are being carried out.
const PATIENCE_SECONDS: u32 = 60;

sql! {
    /// ?2 purchase, ?3 now.
    tenant GIVE_UP = "UPDATE purchases SET status = 'failed', reason = 'workers_died', updated_at = ?3, version = version + 1
        WHERE user_id = ?1 AND id = ?2 AND status = 'received'";
}

pub(crate) async fn apply(cx: &Cx, job: &Claimed, user_id: &UserId, id: &PurchaseId) -> Result<Delivery> {
    for _ in 0..ROUNDS {
        let Some(state) = state::read(cx, user_id, id).await? else {
            // Acted on already, or gone.
            return end(cx, job).await;
        };
        let decision = decide::decide(cx, user_id, &state).await?;
        if matches!(decision, Decision::Later) {
            return wait(cx, job).await;
        }
        match commit::commit(cx, job, user_id, &state, decision).await? {
            Committed::Done { wake } => {
                if wake {
                    access::poke(cx, user_id).await;
                }
                jobs::send_pending(cx).await;
                return Ok(Delivery::Ack);
            }
            Committed::Outdated => {}
        }
    }
    Err(Error::retry("the purchase kept changing"))
}

/// Ends an event that nobody can act on.
pub(crate) async fn give_up(cx: &Cx, user_id: &UserId, id: &PurchaseId) -> Result<()> {
    let params = params![id, clock::now()];
    cx.db()?.tenant(user_id).run(&GIVE_UP, params).await?;
    Ok(())
}

async fn end(cx: &Cx, job: &Claimed) -> Result<Delivery> {
    let db = cx.db()?;
    let mut batch = db.batch();
    job.complete(&mut batch)?;
    batch.run().await?;
    Ok(Delivery::Ack)
}

async fn wait(cx: &Cx, job: &Claimed) -> Result<Delivery> {
    let db = cx.db()?;
    let mut batch = db.batch();
    let until = clock::now().plus_seconds(PATIENCE_SECONDS.into());
    job.postpone(
        &mut batch,
        until,
        Some("waits for a change that is being carried out"),
    )?;
    batch.run().await?;
    Ok(Delivery::Ack)
}
