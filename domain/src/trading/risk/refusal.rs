//! Why an order does not leave.

use core::fmt;

use serde::{Deserialize, Serialize};

use crate::text_enum;

text_enum! {
    /// The rules, by their stable codes.
    Rule("rule") {
        /// Everything is switched off.
        KillSwitch = "kill_switch",
        /// The account is not linked, or its link is broken.
        AccountInactive = "account_inactive",
        /// The day's loss reached its limit.
        DailyLoss = "daily_loss",
        /// A symbol on the list of those never to trade.
        SymbolDenied = "symbol_denied",
        /// A symbol that is not on the list of those to trade.
        SymbolNotAllowed = "symbol_not_allowed",
        /// A short position.
        ShortSelling = "short_selling",
        /// An order that may only reduce would do more.
        ReduceOnly = "reduce_only",
        /// The position is just being closed, turned or protected.
        ExitInProgress = "exit_in_progress",
        /// An opening order without a stop.
        StopLoss = "stop_loss",
        /// An opening order without a target.
        TakeProfit = "take_profit",
        /// No price is known to judge the order by.
        PriceUnknown = "price_unknown",
        /// The account's equity is not known.
        EquityUnknown = "equity_unknown",
        /// What the order is worth.
        OrderNotional = "order_notional",
        /// A limit far on the wrong side of the market.
        PriceCollar = "price_collar",
        /// An order so large that it looks like a slip.
        FatFinger = "fat_finger",
        /// Units of the position.
        PositionQuantity = "position_quantity",
        /// Worth of the position.
        PositionNotional = "position_notional",
        /// Worth of the position in percent of the equity.
        PositionPercent = "position_percent",
        /// Orders at the same time.
        OpenOrders = "open_orders",
        /// Trades of the day.
        TradesPerDay = "trades_per_day",
        /// Trades of the plan.
        PlanTrades = "plan_trades",
    }
}

/// A rule's refusal: which, its limit, and the value that the order would have made of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The rule.
    pub rule: Rule,
    /// What it allows.
    pub limit: String,
    /// What the order would be.
    pub value: String,
}

impl Refusal {
    /// A refusal by `rule`.
    pub fn new(rule: Rule, limit: impl fmt::Display, value: impl fmt::Display) -> Self {
        Self {
            rule,
            limit: limit.to_string(),
            value: value.to_string(),
        }
    }

    /// Whether a larger plan would let the order pass (402 in our API).
    pub fn is_for_upgrade(&self) -> bool {
        self.rule == Rule::PlanTrades
    }
}

/// A sentence for the user, with rule, limit and value in it.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rule, limit, value } = self;
        match rule {
            Rule::KillSwitch => write!(
                f,
                "Trading is switched off ({rule}). Switch it on again to open positions."
            ),
            Rule::AccountInactive => write!(
                f,
                "The broker account is {value}, not {limit} ({rule}). Link it again."
            ),
            Rule::DailyLoss => write!(
                f,
                "Today's loss of {value} reached the limit of {limit} ({rule}). Positions can be opened again in the next session."
            ),
            Rule::SymbolDenied => write!(f, "{value} is on your list of symbols never to trade ({rule})."),
            Rule::SymbolNotAllowed => write!(f, "{value} is not on your list of symbols to trade ({rule})."),
            Rule::ShortSelling => write!(
                f,
                "The order would make a position of {value}; the least is {limit} ({rule})."
            ),
            Rule::ReduceOnly => write!(
                f,
                "The order is for {value}, but only {limit} can still be closed ({rule})."
            ),
            Rule::ExitInProgress => write!(
                f,
                "The position in {value} is just being closed or changed ({rule}). Wait for it."
            ),
            Rule::StopLoss => write!(f, "The order needs a stop loss ({rule}): {value}."),
            Rule::TakeProfit => write!(f, "The order needs a take profit ({rule}): {value}."),
            Rule::PriceUnknown => write!(f, "No price of {value} is known to check the order by ({rule})."),
            Rule::EquityUnknown => write!(
                f,
                "The account's equity is not known yet ({rule}). Try again shortly."
            ),
            Rule::OrderNotional => write!(f, "The order is worth {value}; the limit is {limit} ({rule})."),
            Rule::PriceCollar => write!(
                f,
                "The limit price of {value} is beyond {limit}, too far from the market ({rule})."
            ),
            Rule::FatFinger => write!(
                f,
                "The order is worth {value} % of the equity; from {limit} % it must be confirmed ({rule})."
            ),
            Rule::PositionQuantity => write!(
                f,
                "The position could grow to {value} units; the limit is {limit} ({rule})."
            ),
            Rule::PositionNotional => write!(
                f,
                "The position could be worth {value}; the limit is {limit} ({rule})."
            ),
            Rule::PositionPercent => write!(
                f,
                "The position could be worth {value} % of the equity; the limit is {limit} % ({rule})."
            ),
            Rule::OpenOrders => write!(
                f,
                "There would be {value} open orders; the limit is {limit} ({rule})."
            ),
            Rule::TradesPerDay => write!(
                f,
                "It would be trade {value} of the day; the limit is {limit} ({rule})."
            ),
            Rule::PlanTrades => write!(
                f,
                "It would be trade {value}; your plan includes {limit} ({rule}). Choose a larger plan to go on."
            ),
        }
    }
}
