//! What the database says about an alert, and the refusal that follows from it. The rules are those of
//! [`statements::CLAIM`](super::statements), which decided; here they are only put into words.

use pinewire_domain::{
    alert::{Alert, Rejection, RejectionCode, policy},
    id::{SignalId, UserId},
    time::Timestamp,
};
use serde::Deserialize;

use super::{Incoming, Source};
use crate::db::flag;

/// A row of [`statements::EXPLAIN`](super::statements).
#[derive(Debug, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "the columns of a row")]
pub(super) struct Standing {
    pub(super) user_id: UserId,
    #[serde(deserialize_with = "flag")]
    is_active: bool,
    #[serde(deserialize_with = "flag")]
    is_disabled: bool,
    #[serde(deserialize_with = "flag")]
    is_expired: bool,
    #[serde(deserialize_with = "flag")]
    require_tradingview_ip: bool,
    #[serde(deserialize_with = "flag")]
    is_secret_right: bool,
    max_age_seconds: Option<u32>,
    allowed_symbols: Option<String>,
    #[serde(deserialize_with = "flag")]
    is_quota_strict: bool,
    quota: Option<i64>,
    used: i64,
    #[serde(deserialize_with = "flag")]
    pub(super) screenshots_enabled: bool,
    live_until: i64,
    signal_id: Option<SignalId>,
    attempt_id: Option<String>,
}

impl Standing {
    /// The signal that stands for the alert that was given `attempt`: its own or an earlier one. `None` if it was
    /// refused.
    pub(super) fn signal_of(&self, attempt: &SignalId) -> Option<SignalId> {
        let is_ours = self.attempt_id.as_deref() == Some(attempt.as_str());
        self.signal_id.filter(|_| is_ours)
    }

    /// Until when someone watches the user's live stream.
    pub(super) fn live_until(&self) -> Timestamp {
        Timestamp::from_millis(self.live_until)
    }

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
