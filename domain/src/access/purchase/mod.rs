//! Purchases: what a shop tells, and what it means for the buyer's access.
//!
//! Exactly one effect per event: [`PurchaseEvent::key`] is unique in its column, and each operation carries
//! [`operation_key`], unique among attempts, so that a crash between two scripts repeats neither.

mod body;

pub use body::{PurchaseBodyError, PurchaseEvent, parse};

use super::attempt::Change;
use super::duration::GrantDuration;
use super::expiry::Expiry;
use crate::id::ScriptId;
use crate::text_enum;
use crate::time::Timestamp;

text_enum! {
    /// What happened in the shop.
    PurchaseKind("event") {
        /// Bought for the first time.
        Purchase = "purchase",
        /// Paid for another period.
        Renewal = "renewal",
        /// Paid back: the access ends now.
        Refund = "refund",
        /// No further period: the access ends when what is paid for ends.
        Cancel = "cancel",
    }
}

text_enum! {
    /// Where an event of a shop stands.
    PurchaseStatus("purchase status") {
        /// It is about to be acted on.
        Received = "received",
        /// No product has this name yet.
        WaitingProduct = "waiting_product",
        /// The buyer's username is missing or nobody's.
        WaitingUsername = "waiting_username",
        /// What follows is being carried out.
        Applying = "applying",
        /// It was carried out.
        Completed = "completed",
        /// It could not be carried out.
        Failed = "failed",
        /// Nothing follows from it.
        Ignored = "ignored",
    }
}

/// What a product gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// Access to these.
    pub scripts: Vec<ScriptId>,
    /// For so long, for each payment.
    pub duration: GrantDuration,
    /// Days after the end of what is paid for in which a late renewal finds the access still there.
    pub grace_days: u16,
}

/// What the books know of the buyer's access to one script of the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// The script.
    pub script: ScriptId,
    /// The end of what is paid for.
    pub paid_until: Expiry,
}

/// A change to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operation {
    /// Of the access to this script.
    pub script: ScriptId,
    /// The change.
    pub change: Change,
}

/// What an event means. `held` are the buyer's grants of the product's scripts; `is_refunded` tells whether a refund of
/// the same order came before, as webhooks may overtake each other: a purchase that comes after its refund gives nothing.
pub fn operations(
    kind: PurchaseKind,
    product: &Product,
    held: &[Held],
    is_refunded: bool,
    now: Timestamp,
) -> Vec<Operation> {
    let extend = Change::Extend {
        duration: product.duration,
        grace_days: product.grace_days,
    };
    let mut scripts = product.scripts.clone();
    scripts.sort_unstable();
    scripts.dedup();
    let change_of = |script: &ScriptId| {
        let paid_until = held
            .iter()
            .find(|held| held.script == *script)
            .map(|held| held.paid_until);
        match (kind, paid_until) {
            (PurchaseKind::Purchase | PurchaseKind::Renewal, _) if is_refunded => None,
            (PurchaseKind::Purchase | PurchaseKind::Renewal, _) => Some(extend),
            (PurchaseKind::Refund, Some(_)) => Some(Change::Revoke),
            // A lifetime that is paid for is not a subscription: there is no next period to cancel.
            (PurchaseKind::Cancel, Some(Expiry::Never))
            | (PurchaseKind::Refund | PurchaseKind::Cancel, None) => None,
            (PurchaseKind::Cancel, Some(paid)) if paid.is_over(now) => Some(Change::Revoke),
            (PurchaseKind::Cancel, Some(paid)) => Some(Change::Replace { expiry: paid }),
        }
    };
    scripts
        .into_iter()
        .filter_map(|script| change_of(&script).map(|change| Operation { script, change }))
        .collect()
}

/// The key of one operation of an event.
pub fn operation_key(event_key: &str, script: ScriptId) -> String {
    format!("{event_key}:{script}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_705_314_600_000);

    fn script(number: u64) -> ScriptId {
        ScriptId::from_parts(number, 0)
    }

    fn product() -> Product {
        Product {
            scripts: vec![script(2), script(1), script(2)],
            duration: "1M".parse().unwrap(),
            grace_days: 3,
        }
    }

    fn run(kind: PurchaseKind, held: &[Held], is_refunded: bool) -> Vec<(ScriptId, Change)> {
        operations(kind, &product(), held, is_refunded, NOW)
            .into_iter()
            .map(|operation| (operation.script, operation.change))
            .collect()
    }

    #[test]
    fn payments_extend_each_script_once_with_grace() {
        let extend = Change::Extend {
            duration: "1M".parse().unwrap(),
            grace_days: 3,
        };
        for kind in [PurchaseKind::Purchase, PurchaseKind::Renewal] {
            assert_eq!(run(kind, &[], false), [(script(1), extend), (script(2), extend)]);
            assert_eq!(run(kind, &[], true), []);
        }
    }

    #[test]
    fn a_refund_ends_what_is_there_and_a_cancellation_what_is_not_paid_for() {
        let later = Expiry::At(NOW.plus_seconds(60));
        let held = [
            Held {
                script: script(1),
                paid_until: later,
            },
            Held {
                script: script(2),
                paid_until: Expiry::At(NOW),
            },
        ];
        assert_eq!(
            run(PurchaseKind::Refund, &held, false),
            [(script(1), Change::Revoke), (script(2), Change::Revoke)]
        );
        assert_eq!(
            run(PurchaseKind::Cancel, &held, false),
            [
                (script(1), Change::Replace { expiry: later }),
                (script(2), Change::Revoke)
            ]
        );
        let lifetime = [Held {
            script: script(1),
            paid_until: Expiry::Never,
        }];
        assert_eq!(run(PurchaseKind::Cancel, &lifetime, false), []);
        assert_eq!(run(PurchaseKind::Refund, &[], false), []);
    }
}
