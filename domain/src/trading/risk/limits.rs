//! What users and plans limit.

use serde::{Deserialize, Serialize};

use crate::decimal::Decimal;
use crate::symbol::Symbol;
use crate::validation::FieldError;

/// Trades of an account on the free plan.
pub const FREE_PLAN_TRADES: u32 = 4;

/// Whether orders that open a position must have an exit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Protection {
    /// As the user likes.
    #[default]
    Optional,
    /// An order without is refused.
    Required,
    /// An order without gets one so many percent from its price.
    Default(Decimal),
}

/// A user's limits for an account. `None` is no limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RiskLimits {
    /// Units of one symbol, long or short.
    pub max_position_quantity: Option<Decimal>,
    /// What they may be worth.
    pub max_position_notional: Option<Decimal>,
    /// The same in percent of the account's equity.
    pub max_position_percent: Option<Decimal>,
    /// Orders that stand at the same time.
    pub max_open_orders: Option<u32>,
    /// What one order may be worth.
    pub max_order_notional: Option<Decimal>,
    /// How far on the wrong side of the market a limit may lie, in percent.
    pub price_collar_percent: Option<Decimal>,
    /// From how many percent of the equity an order must be confirmed.
    pub fat_finger_percent: Option<Decimal>,
    /// Stops.
    pub stop_loss: Protection,
    /// Targets.
    pub take_profit: Protection,
    /// The loss of a trading day that locks the account until the next.
    pub max_daily_loss: Option<Decimal>,
    /// The same in percent of the equity at the day's start.
    pub max_daily_loss_percent: Option<Decimal>,
    /// Opening orders of a trading day.
    pub max_trades_per_day: Option<u32>,
    /// Only these symbols, unless empty. A bare ticker means it on every exchange.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub allowed_symbols: Vec<Symbol>,
    /// Never these.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub denied_symbols: Vec<Symbol>,
    /// Whether positions may be short.
    pub allow_short: bool,
}

impl Default for RiskLimits {
    /// Wide enough for somebody who trades with care, narrow enough that a slip of the finger or a strategy that runs
    /// wild ends early.
    fn default() -> Self {
        Self {
            max_position_quantity: None,
            max_position_notional: None,
            max_position_percent: Some(Decimal::from(100)),
            max_open_orders: Some(50),
            max_order_notional: Some(Decimal::from(25_000)),
            price_collar_percent: Some(Decimal::from(10)),
            fat_finger_percent: Some(Decimal::from(50)),
            stop_loss: Protection::Optional,
            take_profit: Protection::Optional,
            max_daily_loss: None,
            max_daily_loss_percent: Some(Decimal::from(5)),
            max_trades_per_day: Some(50),
            allowed_symbols: Vec::new(),
            denied_symbols: Vec::new(),
            allow_short: false,
        }
    }
}

impl RiskLimits {
    /// Without any limit, for tests and for accounts that play with paper money.
    pub const fn unlimited() -> Self {
        Self {
            max_position_quantity: None,
            max_position_notional: None,
            max_position_percent: None,
            max_open_orders: None,
            max_order_notional: None,
            price_collar_percent: None,
            fat_finger_percent: None,
            stop_loss: Protection::Optional,
            take_profit: Protection::Optional,
            max_daily_loss: None,
            max_daily_loss_percent: None,
            max_trades_per_day: None,
            allowed_symbols: Vec::new(),
            denied_symbols: Vec::new(),
            allow_short: true,
        }
    }

    /// Whether the numbers make sense; every one that does not is named.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        let exit = |protection| match protection {
            Protection::Default(percent) => Some(percent),
            Protection::Optional | Protection::Required => None,
        };
        let numbers = [
            ("max_position_quantity", self.max_position_quantity),
            ("max_position_notional", self.max_position_notional),
            ("max_position_percent", self.max_position_percent),
            ("max_order_notional", self.max_order_notional),
            ("price_collar_percent", self.price_collar_percent),
            ("fat_finger_percent", self.fat_finger_percent),
            ("stop_loss", exit(self.stop_loss)),
            ("take_profit", exit(self.take_profit)),
            ("max_daily_loss", self.max_daily_loss),
            ("max_daily_loss_percent", self.max_daily_loss_percent),
        ];
        let mut errors: Vec<_> = numbers
            .into_iter()
            .filter(|(_, number)| number.is_some_and(|number| number <= Decimal::ZERO))
            .map(|(field, _)| FieldError::new(field, "Use a number above 0, or null for no limit."))
            .collect();
        if exit(self.stop_loss).is_some_and(|percent| percent >= Decimal::from(100)) {
            errors.push(FieldError::new("stop_loss", "Use less than 100 percent."));
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }

    /// The limits with those of a plan on top: of two, the tighter holds.
    #[must_use]
    pub fn tightened(mut self, by: &Self) -> Self {
        let tighter = |mine: &mut Option<Decimal>, other: Option<Decimal>| {
            *mine = [*mine, other].into_iter().flatten().min();
        };
        tighter(&mut self.max_position_quantity, by.max_position_quantity);
        tighter(&mut self.max_position_notional, by.max_position_notional);
        tighter(&mut self.max_position_percent, by.max_position_percent);
        tighter(&mut self.max_order_notional, by.max_order_notional);
        tighter(&mut self.price_collar_percent, by.price_collar_percent);
        tighter(&mut self.fat_finger_percent, by.fat_finger_percent);
        tighter(&mut self.max_daily_loss, by.max_daily_loss);
        tighter(&mut self.max_daily_loss_percent, by.max_daily_loss_percent);
        let fewer = |mine: &mut Option<u32>, other: Option<u32>| {
            *mine = [*mine, other].into_iter().flatten().min();
        };
        fewer(&mut self.max_open_orders, by.max_open_orders);
        fewer(&mut self.max_trades_per_day, by.max_trades_per_day);
        self.denied_symbols.extend(by.denied_symbols.iter().cloned());
        self.allow_short &= by.allow_short;
        for (mine, other) in [
            (&mut self.stop_loss, by.stop_loss),
            (&mut self.take_profit, by.take_profit),
        ] {
            if *mine == Protection::Optional {
                *mine = other;
            }
        }
        self
    }
}

/// What the user's plan limits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanLimits {
    /// The plan's id.
    pub plan: String,
    /// Trades in all; `None` is unlimited.
    pub max_trades: Option<u32>,
    /// Limits that hold besides the user's.
    pub limits: RiskLimits,
}

impl PlanLimits {
    /// Four trades.
    pub fn free() -> Self {
        Self {
            plan: crate::plan::DEFAULT_PLAN_ID.to_owned(),
            max_trades: Some(FREE_PLAN_TRADES),
            limits: RiskLimits::unlimited(),
        }
    }

    /// A plan that limits nothing itself.
    pub fn unlimited(plan: impl Into<String>) -> Self {
        Self {
            plan: plan.into(),
            max_trades: None,
            limits: RiskLimits::unlimited(),
        }
    }
}
