//! What the database says about an alert: that it was taken, or all that its refusal follows from. The rules are those of
//! [`statements::CLAIM`](super::statements), which decided; here they are only put into words.

use pinewire_domain::{
    alert::{Alert, Rejection, RejectionCode, policy},
    id::{SignalId, UserId},
    time::Timestamp,
};

use super::{Incoming, Outcome, Source};
use crate::db::FromRow;

/// The row of [`statements::CLAIM`](super::statements): the alert was not refused.
#[derive(Debug, FromRow)]
pub(super) struct Claimed {
    pub(super) user_id: UserId,
    /// The signal that stands for the alert: its own, or that of the first time.
    pub(super) signal_id: SignalId,
    pub(super) screenshots_enabled: bool,
    /// Whether orders are made of alerts: of this one, too, perhaps.
    pub(super) has_orders: bool,
    /// Until when someone watches the user's live stream.
    pub(super) live_until: Timestamp,
}

impl Claimed {
    /// What became of the alert that was given `attempt` as its id.
    pub(super) fn outcome(&self, attempt: &SignalId) -> Outcome {
        let signal_id = self.signal_id;
        if signal_id == *attempt {
            Outcome::Accepted {
                signal_id,
                screenshot_queued: self.screenshots_enabled,
            }
        } else {
            Outcome::Duplicate { signal_id }
        }
    }
}

/// A row of [`statements::EXPLAIN`](super::statements).
#[derive(Debug, FromRow)]
#[expect(clippy::struct_excessive_bools, reason = "the columns of a row")]
pub(super) struct Standing {
    pub(super) user_id: UserId,
    is_active: bool,
    is_disabled: bool,
    is_expired: bool,
    require_tradingview_ip: bool,
    is_secret_right: bool,
    max_age_seconds: Option<u32>,
    allowed_symbols: Option<String>,
    is_quota_strict: bool,
    quota: Option<i64>,
    used: i64,
}

impl Standing {
    /// Why this sender's alerts are refused, whatever they say.
    pub(super) fn sender_refusal(&self, incoming: &Incoming<'_>) -> Option<Rejection> {
        if !self.is_active {
            let reason = "The account of this webhook is disabled. Ask whoever runs the platform.";
            return Some(Rejection::because(RejectionCode::TokenDisabled, reason));
        }
        if matches!(incoming.source, Source::Owner(_)) {
            return None;
        }
        if self.is_disabled {
            return Some(Rejection::of(RejectionCode::TokenDisabled));
        }
        if self.is_expired {
            return Some(Rejection::of(RejectionCode::TokenExpired));
        }
        if self.require_tradingview_ip {
            return policy::check_source(incoming.source_ip).err();
        }
        None
    }

    /// Why this alert was refused.
    pub(super) fn refusal(&self, incoming: &Incoming<'_>, alert: &Alert) -> Option<Rejection> {
        let is_test = matches!(incoming.source, Source::Owner(_));
        self.sender_refusal(incoming)
            .or_else(|| self.alert_refusal(incoming, alert).filter(|_| !is_test))
            .or_else(|| self.quota_refusal(incoming))
    }

    fn alert_refusal(&self, incoming: &Incoming<'_>, alert: &Alert) -> Option<Rejection> {
        if !self.is_secret_right {
            return Some(Rejection::of(RejectionCode::SecretWrong));
        }
        let too_old = self
            .max_age_seconds
            .and_then(|max| policy::check_age(alert, incoming.received_at, max).err());
        too_old.or_else(|| {
            let listed: Vec<String> = serde_json::from_str(self.allowed_symbols.as_deref()?).ok()?;
            policy::AllowedSymbols::parse(&listed)
                .ok()?
                .check(&alert.symbol)
                .err()
        })
    }

    fn quota_refusal(&self, incoming: &Incoming<'_>) -> Option<Rejection> {
        let quota = self
            .quota
            .filter(|quota| self.is_quota_strict && self.used >= *quota)?;
        let resets_at = incoming.received_at.month().next().start().date();
        let reason = format!(
            "This month's quota of {quota} alerts is used up. It starts anew on {resets_at} (UTC), or change the plan."
        );
        Some(Rejection::because(RejectionCode::QuotaExceeded, reason))
    }
}
