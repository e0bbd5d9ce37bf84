//! Purchases that waited for something that is there now.

use pinewire_domain::{
    id::{PurchaseId, UserId},
    time::Timestamp,
};
use pinewire_shared::{
    Cx, Result,
    db::{Batch, FromRow},
    params, purchases, sql,
};

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
    waiting: &[PurchaseId],
    now: Timestamp,
) -> Result<()> {
    if waiting.is_empty() {
        return Ok(());
    }
    batch.tenant(user_id, &RELEASE, params![serde_json::to_string(waiting)?, now])?;
    purchases::add_jobs(batch, user_id, waiting, now)
}
