//! Purchases that waited for something that is there now.

use pinewire_domain::{
    id::{JobId, PurchaseId, UserId},
    time::Timestamp,
};
use pinewire_shared::{
    Cx, Result,
    db::{Batch, FromRow},
    jobs::{self, NewJob},
    params,
    queue::Topic,
    random, sql,
};

use crate::queue::Payload;

/// Purchases that are taken up at once; a seller can have others tried again.
const AT_MOST: u32 = 500;

sql! {
    /// ?2 the product's reference, ?3 how many.
    tenant WAITING_FOR_PRODUCT = "SELECT id FROM purchases
        WHERE user_id = ?1 AND product = ?2 AND status = 'waiting_product' LIMIT ?3";
    /// ?2 JSON array of purchases, ?3 now.
    tenant RELEASE = "UPDATE purchases SET status = 'received', reason = NULL, updated_at = ?3, version = version + 1
        WHERE user_id = ?1 AND id IN (SELECT value FROM json_each(?2)) AND status IN ('waiting_product', 'waiting_username')";
}

#[derive(Debug, FromRow)]
struct Waiting {
    id: PurchaseId,
}

/// Those that wait for a product of this reference.
pub(crate) async fn waiting_for_product(
    cx: &Cx,
    user_id: &UserId,
    reference: &str,
) -> Result<Vec<PurchaseId>> {
    let params = params![reference, AT_MOST];
    let waiting: Vec<Waiting> = cx.db()?.tenant(user_id).all(&WAITING_FOR_PRODUCT, params).await?;
    Ok(waiting.into_iter().map(|purchase| purchase.id).collect())
}

/// Has purchases taken up that wait. Call `send_pending` after the batch has run.
pub(crate) fn release(
    batch: &mut Batch<'_>,
    user_id: &UserId,
    purchases: &[PurchaseId],
    now: Timestamp,
) -> Result<()> {
    if purchases.is_empty() {
        return Ok(());
    }
    batch.tenant(user_id, &RELEASE, params![serde_json::to_string(purchases)?, now])?;
    jobs_for(batch, user_id, purchases, now)
}

/// Adds the jobs that act on purchases: one statement. One that finds nothing to do is done.
pub(crate) fn jobs_for(
    batch: &mut Batch<'_>,
    user_id: &UserId,
    purchases: &[PurchaseId],
    now: Timestamp,
) -> Result<()> {
    let mut jobs = Vec::with_capacity(purchases.len());
    for purchase in purchases {
        let id: JobId = random::id(now)?;
        jobs.push(NewJob {
            id,
            topic: Topic::Purchases,
            idempotency_key: format!("purchase:{id}"),
            user_id: Some(user_id),
            payload: Payload {
                purchase_id: *purchase,
            },
            available_at: now,
        });
    }
    jobs::add_many(batch, &jobs, now)
}
