//! Purchases that wait for a product.

use pinewire_domain::id::{PurchaseId, UserId};
use pinewire_shared::{Cx, Result, db::FromRow, params, sql};

/// Purchases that are taken up at once; a seller can have others tried again.
const AT_MOST: u32 = 500;

sql! {
    /// ?2 the product's reference, ?3 how many.
    tenant WAITING_FOR_PRODUCT = "SELECT id FROM purchases
        WHERE user_id = ?1 AND product = ?2 AND status = 'waiting_product' LIMIT ?3";
}

#[derive(Debug, FromRow)]
struct Waiting {
    id: PurchaseId,
}

/// Those that wait for a product of this reference.
pub(super) async fn waiting_for(cx: &Cx, user_id: &UserId, reference: &str) -> Result<Vec<PurchaseId>> {
    let params = params![reference, AT_MOST];
    let waiting: Vec<Waiting> = cx.db()?.tenant(user_id).all(&WAITING_FOR_PRODUCT, params).await?;
    Ok(waiting.into_iter().map(|purchase| purchase.id).collect())
}
