//! Committing what was decided, unless what it was decided by has changed.

use pinewire_domain::{
    access::{
        purchase::{PurchaseKind, PurchaseStatus, operation_key},
        username::Username,
    },
    id::{ScriptId, UserId},
    time::Timestamp,
};
use pinewire_shared::{
    Cx, Error, Result,
    access::{self, Origin, Source, WantedChange},
    clock,
    db::Batch,
    jobs::Claimed,
    params, purchases, sql,
};
use serde::Serialize;

use super::{
    decide::{Changes, Decision},
    state::State,
};

sql! {
    /// Breaks a unique key, and with it the transaction, if what was read has changed. ?2 purchase, ?3 version, ?4 whether
    /// the order was paid back, ?5 whether there was a product.
    tenant FENCE = "INSERT INTO access_fence (id) SELECT 1 FROM (SELECT 1) WHERE NOT EXISTS (
          SELECT 1 FROM purchases AS p WHERE p.user_id = ?1 AND p.id = ?2 AND p.version = ?3 AND p.status = 'received'
            AND ?4 = EXISTS (SELECT 1 FROM purchases AS o WHERE o.hook_id = p.hook_id AND o.order_id = p.order_id
              AND o.user_id = ?1 AND o.kind = 'refund'
              AND (p.occurred_at IS NULL OR o.occurred_at IS NULL OR o.occurred_at >= p.occurred_at))
            AND ?5 = EXISTS (SELECT 1 FROM products AS d WHERE d.user_id = p.user_id AND d.reference = p.product))";
    /// The same for the books. ?2 the name's key, ?3 JSON array of scripts, ?4 how many rows they had.
    tenant BOOKS_FENCE = "INSERT INTO access_fence (id) SELECT 1 WHERE ?4 <> (
          SELECT count(*) FROM json_each(?3) AS w JOIN access_grants AS g
          ON g.user_id = ?1 AND g.script_id = w.value AND g.username_key = ?2)";
    /// ?2 purchase, ?3 status, ?4 reason, ?5 product, ?6 username, ?7 now.
    tenant SET = "UPDATE purchases SET status = ?3, reason = ?4, product_id = coalesce(?5, product_id),
          username = coalesce(?6, username), checked_at = ?7, updated_at = ?7, version = version + 1
        WHERE user_id = ?1 AND id = ?2";
    /// What waits for the buyer's name of an order that is paid back. ?2 hook, ?3 order, ?4 the refund, ?5 now.
    tenant CLOSE_ORDER = "UPDATE purchases SET status = 'ignored', reason = 'refunded_before', updated_at = ?5, version = version + 1
        WHERE user_id = ?1 AND hook_id = ?2 AND order_id = ?3 AND status IN ('waiting_username', 'waiting_product')
          AND kind IN ('purchase', 'renewal') AND (occurred_at IS NULL
            OR coalesce((SELECT r.occurred_at FROM purchases AS r WHERE r.id = ?4), occurred_at) >= occurred_at)";
    /// ?2 purchase, ?3 round, ?4 JSON array of [`Key`]s.
    tenant ADD_CHANGES = "INSERT INTO purchase_changes (purchase_id, script_id, round, user_id, key)
        SELECT ?2, c.value ->> 'script', ?3, ?1, c.value ->> 'key' FROM json_each(?4) AS c WHERE true ON CONFLICT DO NOTHING";
}

/// What became of it.
pub(super) enum Committed {
    /// It is done.
    Done {
        /// Whether the seller's sequencer has something to do.
        wake: bool,
    },
    /// What it was decided by has changed.
    Outdated,
}

#[derive(Serialize)]
struct Key<'a> {
    script: &'a ScriptId,
    key: &'a str,
}

pub(super) async fn commit(
    cx: &Cx,
    job: &Claimed,
    user_id: &UserId,
    state: &State,
    decision: Decision,
) -> Result<Committed> {
    let now = clock::now();
    let event = &state.event;
    let db = cx.db()?;
    let mut batch = db.batch();
    job.hold(&mut batch)?;
    let params = params![
        &event.id,
        event.version,
        state.is_refunded,
        state.product.is_some()
    ];
    batch.tenant(user_id, &FENCE, params)?;
    if let (PurchaseKind::Refund, Some(order)) = (event.kind, &event.order_id) {
        let params = params![&event.hook_id, order.as_str(), &event.id, now];
        batch.tenant(user_id, &CLOSE_ORDER, params)?;
    }
    let wake = match &decision {
        Decision::Stand { status, reason } => {
            let product = state.product.as_ref().map(|product| &product.id);
            let params = params![&event.id, status.as_str(), *reason, product, None::<&str>, now];
            batch.tenant(user_id, &SET, params)?;
            if *status == PurchaseStatus::WaitingUsername && event.email.is_some() {
                purchases::add_mail(
                    &mut batch,
                    user_id,
                    &event.id,
                    &format!("round:{}", event.round),
                    now,
                )?;
            }
            false
        }
        Decision::Change(changes) => {
            change(&mut batch, user_id, state, changes, now)?;
            true
        }
        Decision::Later => return Err(Error::bug("there is nothing to commit")),
    };
    job.complete(&mut batch)?;
    match batch.run().await {
        Ok(_) => Ok(Committed::Done { wake }),
        Err(Error::Reject(problem)) if problem.code == "conflict" => Ok(Committed::Outdated),
        Err(error) => Err(error),
    }
}

fn change(
    batch: &mut Batch<'_>,
    user_id: &UserId,
    state: &State,
    changes: &Changes,
    now: Timestamp,
) -> Result<()> {
    let event = &state.event;
    let scripts = serde_json::to_string(&state.scripts)?;
    let rows = i64::try_from(changes.holdings.rows).unwrap_or(i64::MAX);
    if matches!(event.kind, PurchaseKind::Refund | PurchaseKind::Cancel) {
        batch.tenant(
            user_id,
            &BOOKS_FENCE,
            params![changes.username.key(), scripts, rows],
        )?;
    }
    let wishes = wishes(state, changes, now)?;
    let params = params![
        &event.id,
        PurchaseStatus::Applying.as_str(),
        None::<&str>,
        &changes.product,
        changes.username.as_str(),
        now
    ];
    batch.tenant(user_id, &SET, params)?;
    let keys: Vec<Key<'_>> = wishes
        .iter()
        .map(|wish| Key {
            script: &wish.script_id,
            key: wish.idempotency_key.as_deref().unwrap_or_default(),
        })
        .collect();
    let keys = serde_json::to_string(&keys)?;
    batch.tenant(user_id, &ADD_CHANGES, params![&event.id, event.round, keys])?;
    access::request_changes(batch, user_id, &wishes, Origin::of(Source::Purchase), now)
}

fn wishes(state: &State, changes: &Changes, now: Timestamp) -> Result<Vec<WantedChange>> {
    let event = &state.event;
    let event_key = format!("purchase:{}:{}", event.hook_id, event.shop_event_id);
    changes
        .operations
        .iter()
        .map(|operation| {
            let key = operation_key(&event_key, operation.script);
            let username: Username = changes.username.clone();
            Ok(WantedChange {
                // A name that was nobody's had no effect: the next one is another wish.
                idempotency_key: Some(match event.round {
                    0 => key,
                    round => format!("{key}:{round}"),
                }),
                ..WantedChange::new(operation.script, username, operation.change, now)?
            })
        })
        .collect()
}
