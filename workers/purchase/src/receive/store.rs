//! Writing an event down, once for each of the shop's ids.

use pinewire_domain::{access::purchase::PurchaseEvent, access::username::Username, id::PurchaseId};
use pinewire_shared::{
    Cx, Error, Result, crypto::sha256_hex, db::FromRow, http::Problem, params, provisioning::email_key,
    purchases, sql,
};

use super::{ReceivedPurchase, hook::Hook};

sql! {
    /// ?2 purchase, ?3 hook, ?4 event, ?5 fingerprint, ?6 kind, ?7 product, ?8 order, ?9 e-mail, ?10 its key, ?11 name,
    /// ?12 when it happened, ?13 now.
    tenant ADD = "INSERT INTO purchases (id, user_id, hook_id, event_id, fingerprint, kind, product, order_id, email, email_key,
          given_name, occurred_at, created_at, updated_at, status)
        VALUES (?2, ?1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?13, 'received')
        ON CONFLICT (hook_id, event_id) DO NOTHING";
    /// ?2 hook, ?3 event.
    tenant STORED = "SELECT id, fingerprint FROM purchases WHERE user_id = ?1 AND hook_id = ?2 AND event_id = ?3";
    /// ?2 hook, ?3 now.
    tenant SEEN = "UPDATE purchase_hooks SET last_event_at = ?3 WHERE user_id = ?1 AND id = ?2";
}

#[derive(Debug, FromRow)]
struct Stored {
    id: PurchaseId,
    fingerprint: String,
}

pub(super) async fn store(cx: &Cx, hook: &Hook, event: &PurchaseEvent) -> Result<ReceivedPurchase> {
    let (user_id, now) = (&hook.user_id, cx.now());
    let id: PurchaseId = cx.new_id()?;
    let fingerprint = fingerprint(event);
    let db = cx.db()?;
    let mut batch = db.batch();
    let params = params![
        &id,
        &hook.id,
        event.event_id.as_str(),
        fingerprint.as_str(),
        event.kind.as_str(),
        event.product.as_str(),
        event.order_id.as_deref(),
        event.email.as_deref(),
        event.email.as_deref().map(email_key),
        event.username.as_ref().map(Username::as_str),
        event.occurred_at,
        now
    ];
    batch.tenant(user_id, &ADD, params)?;
    // Of an event that had come before: the job finds no purchase of this id, and is done.
    purchases::add_jobs(&mut batch, user_id, &[id], now)?;
    batch.tenant(user_id, &SEEN, params![&hook.id, now])?;
    batch.tenant(user_id, &STORED, params![&hook.id, event.event_id.as_str()])?;
    let stored: Option<Stored> = batch.run().await?.first(3)?;
    let stored = stored.ok_or_else(|| Error::bug("a purchase that was stored is not there"))?;
    if stored.fingerprint != fingerprint {
        let detail = "Another event came under this event_id. Give each event an id of its own.";
        return Err(Problem::new(409, "event_mismatch", detail).into());
    }
    Ok(ReceivedPurchase {
        duplicate: stored.id != id,
        purchase_id: stored.id,
    })
}

/// What an event says, as far as anything follows from it: a shop may write the rest anew each time.
fn fingerprint(event: &PurchaseEvent) -> String {
    let parts = [
        event.kind.as_str(),
        &event.product,
        event.order_id.as_deref().unwrap_or_default(),
        event.email.as_deref().unwrap_or_default(),
        event.username.as_ref().map_or("", Username::as_str),
    ];
    sha256_hex(parts.join("\n").as_bytes())
}
