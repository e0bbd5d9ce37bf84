//! A purchase as the API shows it.

use pinewire_domain::{
    access::purchase::{PurchaseKind, PurchaseStatus},
    id::{ProductId, PurchaseHookId, PurchaseId, UserId},
    time::Timestamp,
};
use pinewire_shared::{Cx, Error, Result, db::FromRow, http::Problem, params, sql};
use serde::Serialize;

/// The columns of [`Purchase`], of a query on `purchases AS p`.
macro_rules! purchase_columns {
    () => {
        "p.id, p.hook_id, p.event_id, p.kind, p.product, p.product_id, p.order_id, p.email, p.given_name, p.username,
         p.occurred_at, p.created_at, p.updated_at, p.status, p.reason, p.version"
    };
}
pub(super) use purchase_columns;

sql! {
    tenant ONE = concat!("SELECT ", purchase_columns!(), " FROM purchases AS p WHERE p.user_id = ?1 AND p.id = ?2");
}

/// An event of a shop.
#[derive(Debug, Serialize, FromRow)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct Purchase {
    /// Its id.
    pub(crate) id: PurchaseId,
    /// By which hook it came.
    hook_id: PurchaseHookId,
    /// The shop's id of it.
    event_id: String,
    /// What happened.
    pub(crate) kind: PurchaseKind,
    /// The shop's name of the product.
    pub(crate) product: String,
    /// The product, once there is one of this name.
    product_id: Option<ProductId>,
    /// The shop's id of the order.
    order_id: Option<String>,
    /// The buyer's e-mail address.
    pub(crate) email: Option<String>,
    /// The username that the shop told; null if it told none, or something that can't be one.
    pub(crate) given_name: Option<String>,
    /// Whose access it is about.
    pub(crate) username: Option<String>,
    /// When it happened, as the shop tells.
    occurred_at: Option<Timestamp>,
    /// When it came.
    pub(crate) created_at: Timestamp,
    /// When it last changed.
    updated_at: Timestamp,
    /// Where it stands.
    #[cfg_attr(feature = "openapi", schema(value_type = PurchaseStatus))]
    pub(crate) status: String,
    /// Why it waits, failed or was ignored: `product_unknown`, `username_missing`, `username_unknown`, `nothing_to_do`,
    /// `refunded_before`, `product_without_scripts`, `workers_died`, or why TradingView refused.
    reason: Option<String>,
    /// Counts the changes.
    pub(super) version: i64,
}

impl Purchase {
    pub(crate) fn is(&self, status: PurchaseStatus) -> bool {
        self.status == status.as_str()
    }
}

/// A purchase of this seller; 404 if there is none.
pub(crate) async fn load(cx: &Cx, user_id: &UserId, id: &PurchaseId) -> Result<Purchase> {
    let purchase: Option<Purchase> = cx.db()?.tenant(user_id).first(&ONE, params![id]).await?;
    purchase.ok_or_else(no_such_purchase)
}

pub(crate) fn no_such_purchase() -> Error {
    Problem::not_found("purchase").into()
}
