//! Everything that the stand-in keeps, in memory: the venue's accounts, its clock and prices, and what is to go wrong.
//! Storing it is left to `store`.

use pinewire_domain::time::Timestamp;

use crate::venue::{
    account::{Account, Environment},
    passing,
    prices::Prices,
    refusal::Refusal,
    trouble::{Delivery, Troubles},
};

/// As Alpaca's.
pub(crate) const CALLS_PER_MINUTE: u32 = 200;
const MINUTE_MS: i64 = 60_000;

/// Which time it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Clock {
    /// The real one.
    #[default]
    Real,
    /// So many milliseconds later than it really is.
    Running(i64),
    /// It stands still.
    Stopped(Timestamp),
}

impl Clock {
    pub(crate) const fn now(self, real: Timestamp) -> Timestamp {
        match self {
            Self::Real => real,
            Self::Running(ahead_ms) => real.plus_millis(ahead_ms),
            Self::Stopped(at) => at,
        }
    }

    /// The clock that shows `at`, and runs on if this one does.
    pub(crate) const fn moved_to(self, at: Timestamp, real: Timestamp) -> Self {
        match self {
            Self::Real | Self::Running(_) => Self::Running(at.millis_since(real)),
            Self::Stopped(_) => Self::Stopped(at),
        }
    }
}

/// A code that stands for the accounts that somebody opened to an application.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_field_names, reason = "OAuth's name for it")]
pub(crate) struct Code {
    pub(crate) code: String,
    pub(crate) client_id: String,
    pub(crate) redirect_uri: String,
    pub(crate) scope: String,
    pub(crate) accounts: Vec<String>,
}

/// What is kept beside the accounts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Settings {
    pub(crate) clock: Clock,
    /// Up to when the time has gone by.
    pub(crate) passed: Timestamp,
    pub(crate) prices: Prices,
    pub(crate) troubles: Troubles,
    /// Calls a minute, if a test has set them.
    pub(crate) per_minute: Option<u32>,
    pub(crate) codes: Vec<Code>,
}

/// The calls of an account in the present minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Quota {
    pub(crate) limit: u32,
    pub(crate) remaining: u32,
    /// When there are `limit` again, in epoch seconds.
    pub(crate) reset: i64,
}

/// How a caller says who it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Credentials {
    Key { id: String, secret: String },
    Token(String),
}

#[derive(Debug, Default)]
pub(crate) struct World {
    pub(crate) settings: Settings,
    pub(crate) accounts: Vec<Account>,
    /// By account: the minute, and how many calls were made in it. Real time, and not stored.
    calls: Vec<(String, i64, u32)>,
}

impl World {
    pub(crate) const fn new(settings: Settings, accounts: Vec<Account>) -> Self {
        Self {
            settings,
            accounts,
            calls: Vec::new(),
        }
    }

    pub(crate) fn now(&self, real: Timestamp) -> Timestamp {
        self.settings.clock.now(real)
    }

    /// Lets the time up to now go by.
    pub(crate) fn catch_up(&mut self, real: Timestamp) {
        let now = self.now(real);
        let from = self.settings.passed;
        if now <= from {
            self.settings.passed = now;
            return;
        }
        let mut passed = now;
        for account in &mut self.accounts {
            passed = passing::pass(account, &self.settings.prices, from, now);
        }
        self.settings.passed = passed;
    }

    pub(crate) fn find(
        &self,
        credentials: &Credentials,
        environment: Option<Environment>,
    ) -> Result<usize, Refusal> {
        let found = self.accounts.iter().position(|account| {
            let facts = &account.facts;
            let is_theirs = match credentials {
                Credentials::Key { id, secret } => facts.key_id == *id && facts.secret_key == *secret,
                Credentials::Token(token) => facts.tokens.contains(token),
            };
            is_theirs
                && !facts.revoked
                && environment.is_none_or(|environment| environment == facts.environment)
        });
        found.ok_or_else(Refusal::unauthorized)
    }

    pub(crate) fn account_mut(&mut self, id: &str) -> Result<&mut Account, Refusal> {
        self.accounts
            .iter_mut()
            .find(|account| account.facts.id == id)
            .ok_or_else(|| Refusal::not_found("no such account"))
    }

    /// Counts a call of an account; `None` in place of the number that is left when it is one too many.
    pub(crate) fn count_call(&mut self, account: usize, real: Timestamp) -> (Quota, bool) {
        let limit = self.settings.per_minute.unwrap_or(CALLS_PER_MINUTE);
        let minute = real.as_millis().div_euclid(MINUTE_MS);
        let id = self
            .accounts
            .get(account)
            .map(|account| account.facts.id.clone())
            .unwrap_or_default();
        self.calls.retain(|(_, of, _)| *of == minute);
        let place = self.calls.iter().position(|(of, ..)| *of == id);
        let made = if let Some((_, _, count)) = place.and_then(|place| self.calls.get_mut(place)) {
            *count = count.saturating_add(1);
            *count
        } else {
            self.calls.push((id, minute, 1));
            1
        };
        let quota = Quota {
            limit,
            remaining: limit.saturating_sub(made),
            reset: (minute + 1) * 60,
        };
        (quota, made <= limit)
    }

    /// What the streams are to be told by now.
    pub(crate) fn deliveries(&mut self) -> Vec<Delivery> {
        let mut deliveries = Vec::new();
        for account in &mut self.accounts {
            for update in core::mem::take(&mut account.updates) {
                deliveries.extend(self.settings.troubles.deliver(update));
            }
        }
        deliveries
    }

    /// Whether anything happens by itself as the real time goes by.
    pub(crate) fn is_alive(&self) -> bool {
        !matches!(self.settings.clock, Clock::Stopped(_))
            && self.accounts.iter().any(|account| {
                account
                    .orders
                    .iter()
                    .any(|order| order.is_open() && !order.is_stuck)
            })
    }
}
