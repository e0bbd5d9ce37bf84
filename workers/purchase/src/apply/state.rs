//! What has to be known of an event to act on it.

use pinewire_domain::{
    access::{
        duration::GrantDuration,
        expiry::Expiry,
        purchase::{Held, PurchaseKind},
        username::Username,
    },
    id::{ProductId, PurchaseHookId, PurchaseId, ScriptId, UserId},
    time::Timestamp,
};
use pinewire_shared::{Cx, Result, db::FromRow, params, sql};

sql! {
    /// ?2 purchase, if it is to be acted on.
    tenant PURCHASE = "SELECT id, hook_id, event_id AS shop_event_id, kind, order_id, email, given_name, username, round, version FROM purchases
        WHERE user_id = ?1 AND id = ?2 AND status = 'received'";
    tenant PRODUCT = "SELECT d.id, d.duration, d.grace_days FROM purchases AS p
        JOIN products AS d ON d.user_id = p.user_id AND d.reference = p.product WHERE p.user_id = ?1 AND p.id = ?2";
    /// What is left of the product's scripts, without those that an earlier round has served or may have served.
    tenant SCRIPTS = "SELECT c.script_id FROM purchases AS p
        JOIN products AS d ON d.user_id = p.user_id AND d.reference = p.product
        JOIN product_scripts AS c ON c.product_id = d.id
        WHERE p.user_id = ?1 AND p.id = ?2 AND NOT EXISTS (
          SELECT 1 FROM purchase_changes AS e JOIN access_intents AS i ON i.user_id = e.user_id AND i.idempotency_key = e.key
          WHERE e.purchase_id = p.id AND e.script_id = c.script_id AND NOT (i.status = 'failed' AND i.is_unsure = 0))";
    /// Who the buyer has said to be.
    tenant BUYER = "SELECT b.username, b.replaces FROM purchases AS p
        JOIN buyers AS b ON b.user_id = p.user_id AND b.email_key = p.email_key WHERE p.user_id = ?1 AND p.id = ?2";
    /// Whose access the order was about.
    tenant ORDER_NAME = "SELECT o.username FROM purchases AS p
        JOIN purchases AS o ON o.hook_id = p.hook_id AND o.order_id = p.order_id
        WHERE p.user_id = ?1 AND p.id = ?2 AND o.user_id = ?1 AND o.id <> p.id AND o.username IS NOT NULL
          AND o.kind IN ('purchase', 'renewal')
        ORDER BY o.created_at DESC LIMIT 1";
    /// Whether the order was paid back, by an event that happened after this one as far as the shop tells the times.
    tenant REFUNDED = "SELECT count(*) AS refunds FROM purchases AS p
        JOIN purchases AS o ON o.hook_id = p.hook_id AND o.order_id = p.order_id
        WHERE p.user_id = ?1 AND p.id = ?2 AND o.user_id = ?1 AND o.kind = 'refund'
          AND (p.occurred_at IS NULL OR o.occurred_at IS NULL OR o.occurred_at >= p.occurred_at)";
    /// What the books know of the buyer's access. ?2 the name's key, ?3 JSON array of scripts.
    tenant HELD = "SELECT g.script_id, g.has_access, g.is_paid, g.paid_until, g.expires_at,
          EXISTS (SELECT 1 FROM access_intents AS i WHERE i.grant_id = g.id AND i.ended_at IS NULL) AS is_changing
        FROM json_each(?3) AS w JOIN access_grants AS g ON g.user_id = ?1 AND g.script_id = w.value AND g.username_key = ?2";
}

/// The event.
#[derive(Debug, FromRow)]
pub(super) struct Event {
    pub(super) id: PurchaseId,
    pub(super) hook_id: PurchaseHookId,
    pub(super) shop_event_id: String,
    pub(super) kind: PurchaseKind,
    pub(super) order_id: Option<String>,
    pub(super) email: Option<String>,
    pub(super) given_name: Option<Username>,
    /// What a person has said.
    pub(super) username: Option<Username>,
    pub(super) round: u32,
    pub(super) version: i64,
}

/// The product of its name.
#[derive(Debug, FromRow)]
pub(super) struct ProductRow {
    pub(super) id: ProductId,
    pub(super) duration: GrantDuration,
    pub(super) grace_days: u16,
}

/// Who a buyer has said to be.
#[derive(Debug, FromRow)]
pub(super) struct Buyer {
    pub(super) username: Username,
    pub(super) replaces: Option<String>,
}

#[derive(Debug, FromRow)]
struct ScriptRow {
    script_id: ScriptId,
}

#[derive(Debug, FromRow)]
struct OrderName {
    username: Username,
}

#[derive(Debug, FromRow)]
struct Refunds {
    refunds: u32,
}

#[derive(Debug, FromRow)]
struct HeldRow {
    script_id: ScriptId,
    has_access: bool,
    is_paid: bool,
    paid_until: Option<Timestamp>,
    expires_at: Option<Timestamp>,
    is_changing: bool,
}

/// What has to be known.
#[derive(Debug)]
pub(super) struct State {
    pub(super) event: Event,
    pub(super) product: Option<ProductRow>,
    pub(super) scripts: Vec<ScriptId>,
    pub(super) buyer: Option<Buyer>,
    pub(super) order_name: Option<Username>,
    pub(super) is_refunded: bool,
}

/// What a buyer has of the scripts.
#[derive(Debug, Default)]
pub(super) struct Holdings {
    pub(super) held: Vec<Held>,
    /// How many rows the books have: if there are more at the commit, this is outdated.
    pub(super) rows: usize,
    /// Whether any of it is being changed.
    pub(super) is_changing: bool,
}

/// Reads it; `None` for an event that is not to be acted on.
pub(super) async fn read(cx: &Cx, user_id: &UserId, id: &PurchaseId) -> Result<Option<State>> {
    let db = cx.db()?;
    let mut batch = db.batch();
    for statement in [&PURCHASE, &PRODUCT, &SCRIPTS, &BUYER, &ORDER_NAME, &REFUNDED] {
        batch.tenant(user_id, statement, params![id])?;
    }
    let mut results = batch.run().await?;
    let Some(event) = results.first::<Event>(0)? else {
        return Ok(None);
    };
    let scripts: Vec<ScriptRow> = results.rows(2)?;
    Ok(Some(State {
        event,
        product: results.first(1)?,
        scripts: scripts.into_iter().map(|row| row.script_id).collect(),
        buyer: results.first(3)?,
        order_name: results.first::<OrderName>(4)?.map(|row| row.username),
        is_refunded: results.first::<Refunds>(5)?.is_some_and(|row| row.refunds > 0),
    }))
}

/// What a user has of the scripts, or is about to have.
pub(super) async fn holdings(
    cx: &Cx,
    user_id: &UserId,
    name: &Username,
    scripts: &[ScriptId],
) -> Result<Holdings> {
    let scripts = serde_json::to_string(scripts)?;
    let params = params![name.key(), scripts];
    let rows: Vec<HeldRow> = cx.db()?.tenant(user_id).all(&HELD, params).await?;
    Ok(Holdings {
        rows: rows.len(),
        is_changing: rows.iter().any(|row| row.is_changing),
        held: rows
            .iter()
            .filter(|row| row.has_access || row.is_changing)
            .map(|row| Held {
                script: row.script_id,
                paid_until: Expiry::from_column(if row.is_paid {
                    row.paid_until
                } else {
                    row.expires_at
                }),
            })
            .collect(),
    })
}
