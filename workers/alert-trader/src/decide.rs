//! What an alert becomes at an account: [`sizing::plan`](pinewire_domain::trading::sizing::plan), and what is done about
//! entries of the same binding that still wait to be filled. Those do not pile up while the market is closed, and an
//! alert that points the other way takes them back.

use pinewire_shared::trading::alert_binding::BindingRow;

use crate::facts::{AccountState, AlertRow, Market};
use pinewire_domain::{
    decimal::Decimal,
    id::OrderId,
    signal::Direction,
    time::Timestamp,
    trading::{
        order::{Role, Side},
        sizing::{Action, BindingRules, Mode, Scene, Skip, plan},
    },
};

/// Of an alert whose order waits already.
pub(crate) const ALREADY_ORDERED: &str = "already_ordered";

/// What an alert becomes.
#[derive(Debug)]
pub(crate) struct Decided {
    pub(crate) outcome: Outcome,
}

#[derive(Debug)]
pub(crate) enum Outcome {
    /// No order.
    Skipped(&'static str),
    /// No order, because the account can't be used.
    Refused(&'static str),
    /// One, or only the end of those that wait.
    Planned {
        mode: Mode,
        /// Entries that are taken back first.
        cancel: Vec<OrderId>,
        action: Option<Action>,
    },
}

impl Decided {
    pub(crate) const fn skipped(reason: &'static str) -> Self {
        Self {
            outcome: Outcome::Skipped(reason),
        }
    }

    pub(crate) const fn too_old() -> Self {
        Self::skipped(Skip::TooOld.as_str())
    }
}

/// An entry that waits to be filled.
struct Waiting {
    order: OrderId,
    side: Side,
}

pub(crate) fn decide(
    rules: &BindingRules,
    alert: &AlertRow,
    binding: &BindingRow,
    market: &Market,
    account: Option<&AccountState>,
    now: Timestamp,
) -> Decided {
    let Some(instrument) = market.instrument.clone() else {
        return Decided::skipped("symbol_unknown");
    };
    let Some(account) = account else {
        return Decided {
            outcome: Outcome::Refused("account_inactive"),
        };
    };
    let Some(price) = market.price else {
        return Decided::skipped("price_unknown");
    };
    let held = account
        .positions
        .iter()
        .find(|position| position.symbol == instrument.symbol);
    let waiting = account.orders.iter().filter(|order| {
        order.binding_id == Some(binding.id)
            && order.symbol == instrument.symbol
            && order.role == Role::Main
            && !order.reduce_only
            && !order.status.is_final()
    });
    let waiting: Vec<Waiting> = waiting
        .map(|order| Waiting {
            order: order.id,
            side: order.side,
        })
        .collect();
    let scene = Scene {
        instrument,
        price,
        equity: account
            .figures
            .as_ref()
            .map_or(Decimal::ZERO, |figures| figures.equity),
        position: held.map_or(Decimal::ZERO, |position| position.quantity),
    };
    let alert = alert.alert();
    let wanted = match alert.direction {
        Some(Direction::Long) => Some(Side::Buy),
        Some(Direction::Short) => Some(Side::Sell),
        _ => None,
    };
    let (same, other): (Vec<Waiting>, Vec<Waiting>) =
        waiting.into_iter().partition(|order| Some(order.side) == wanted);
    if !same.is_empty() && !may_repeat(rules.one_position, market) {
        return Decided::skipped(ALREADY_ORDERED);
    }
    // An alert without a direction wants nothing.
    let cancel: Vec<OrderId> = match alert.direction {
        None => Vec::new(),
        Some(_) => other.into_iter().map(|order| order.order).collect(),
    };
    let outcome = match plan(rules, &alert, &scene, now) {
        Ok((action, mode)) => Outcome::Planned {
            mode,
            cancel,
            action: Some(action),
        },
        // Out of the market, or not this way: then what waits to go in is not wanted either.
        Err(Skip::NothingToClose | Skip::DirectionOff) if !cancel.is_empty() => Outcome::Planned {
            mode: rules.mode(),
            cancel,
            action: None,
        },
        Err(skip) => Outcome::Skipped(skip.as_str()),
    };
    Decided { outcome }
}

/// Whether an entry is wanted beside one of the same binding and direction that still waits. Outside trading hours it
/// never is: all of them would be filled at the opening.
pub(crate) const fn may_repeat(one_position: bool, market: &Market) -> bool {
    !one_position && market.is_open
}

/// Why an alert is no order, for its user.
pub(crate) fn sentence(reason: &str) -> &'static str {
    match reason {
        "too_old" => "The alert came too late.",
        "no_direction" => "The alert does not say which way.",
        "nothing_to_close" => "The alert closes, but nothing is held.",
        "direction_off" => "The binding does not trade this direction.",
        "already_in_position" => "The position is there already.",
        ALREADY_ORDERED => "An order for this position waits already.",
        "already_proposed" => "An order for this position waits for your approval already.",
        "stop_missing" => "The size depends on a stop, and there is none.",
        "stop_wrong" => "The stop is on the wrong side of the price.",
        "too_small" => "It would be less than can be ordered.",
        "symbol_unknown" => "The symbol is not one that can be traded.",
        "price_unknown" => "Nobody quotes a price.",
        "binding_deleted" => "The binding was deleted.",
        "account_inactive" => "The account can't be used now. Link it again.",
        _ => "It is no order.",
    }
}
