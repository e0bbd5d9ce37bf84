//! The order that an alert becomes, by the binding of its strategy to an account: how much, which way, and whether at all.
//!
//! Reading the alert is left to [`crate::alert`], the limits to [`super::risk`].

use serde::{Deserialize, Serialize};

use super::order::{Amount, Instrument, MarketKind, OrderRequest, Side, StopLoss, TakeProfit};
use crate::decimal::Decimal;
use crate::signal::Direction;
use crate::text_enum;
use crate::time::Timestamp;
use crate::validation::FieldError;

/// How much an alert buys or sells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sizing {
    /// So many units.
    Quantity(Decimal),
    /// Units for so much money.
    Notional(Decimal),
    /// Units for so many percent of the account's equity.
    PercentOfEquity(Decimal),
    /// As many units as lose so many percent of the equity when the stop is hit.
    PercentAtRisk(Decimal),
}

text_enum! {
    /// Which positions a binding opens.
    Directions("directions") {
        /// Long ones.
        Long = "long",
        /// Short ones.
        Short = "short",
        /// Either.
        Both = "both",
    }
}

impl Directions {
    const fn allow(self, side: Side) -> bool {
        matches!(
            (self, side),
            (Self::Both, _) | (Self::Long, Side::Buy) | (Self::Short, Side::Sell)
        )
    }
}

text_enum! {
    /// Who lets an order of a binding go.
    Approval("approval") {
        /// The user, one by one.
        Manual = "manual",
        /// Nobody needs to.
        Automatic = "automatic",
    }
}

/// A strategy's alerts bound to an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BindingRules {
    /// How much.
    pub sizing: Sizing,
    /// Which way.
    pub directions: Directions,
    /// Whether an alert in the direction of the position is ignored rather than enlarging it.
    pub one_position: bool,
    /// Seconds after which an alert is too old.
    pub max_age_s: u32,
    /// Whether orders are only worked out, not sent.
    pub dry_run: bool,
    /// Who lets them go.
    pub approval: Approval,
    /// A stop so many percent from the price, for alerts without.
    pub stop_loss_percent: Option<Decimal>,
    /// A target so many percent from the price.
    pub take_profit_percent: Option<Decimal>,
}

impl BindingRules {
    /// Whether what an alert becomes is sent, shown or proposed.
    pub const fn mode(&self) -> Mode {
        match (self.dry_run, self.approval) {
            (true, _) => Mode::DryRun,
            (false, Approval::Manual) => Mode::AwaitApproval,
            (false, Approval::Automatic) => Mode::Send,
        }
    }

    /// Whether the numbers make sense; every one that does not is named.
    pub fn validate(&self) -> Result<(), Vec<FieldError>> {
        let hundred = Decimal::from(100);
        let (amount, most) = match self.sizing {
            Sizing::Quantity(amount) | Sizing::Notional(amount) => (amount, None),
            Sizing::PercentOfEquity(percent) | Sizing::PercentAtRisk(percent) => (percent, Some(hundred)),
        };
        let mut errors = Vec::new();
        let mut check = |field: &str, number: Decimal, most: Option<Decimal>| {
            if number <= Decimal::ZERO || most.is_some_and(|most| number > most) {
                let most = most.map_or(String::new(), |most| format!(" and at most {most}"));
                errors.push(FieldError::new(field, format!("Use a number above 0{most}.")));
            }
        };
        check("sizing", amount, most);
        if let Some(percent) = self.stop_loss_percent {
            check("stop_loss_percent", percent, Some(hundred));
        }
        if let Some(percent) = self.take_profit_percent {
            check("take_profit_percent", percent, None);
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }
}

/// What an alert says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// Which way it points.
    pub direction: Option<Direction>,
    /// Its stop, if it has one.
    pub stop_price: Option<Decimal>,
    /// When it was raised.
    pub at: Timestamp,
}

/// The account and market that it meets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scene {
    /// What the venue allows.
    pub instrument: Instrument,
    /// What a unit trades at.
    pub price: Decimal,
    /// What the account is worth.
    pub equity: Decimal,
    /// Units held; below nought when short.
    pub position: Decimal,
}

text_enum! {
    /// Why an alert becomes no order.
    Skip("reason") {
        /// It came too late.
        TooOld = "too_old",
        /// It points nowhere.
        NoDirection = "no_direction",
        /// It closes, but nothing is held.
        NothingToClose = "nothing_to_close",
        /// Its direction is not traded.
        DirectionOff = "direction_off",
        /// The position is there already.
        AlreadyInPosition = "already_in_position",
        /// The size is a part of the risk, but there is no stop to measure it by.
        StopMissing = "stop_missing",
        /// The stop is on the wrong side of the price.
        StopWrong = "stop_wrong",
        /// It would be less than can be ordered.
        TooSmall = "too_small",
    }
}

/// What to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Close the position.
    Close,
    /// Close the position and open the opposite one.
    Reverse,
    /// Place an order.
    Place(Box<OrderRequest>),
}

/// Whether to do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Only show it.
    DryRun,
    /// When the user approves.
    AwaitApproval,
    /// Now.
    Send,
}

/// What an alert becomes at `now`.
pub fn plan(
    rules: &BindingRules,
    alert: &Alert,
    scene: &Scene,
    now: Timestamp,
) -> Result<(Action, Mode), Skip> {
    if now.millis_since(alert.at) > i64::from(rules.max_age_s) * 1000 {
        return Err(Skip::TooOld);
    }
    let mode = rules.mode();
    let closes = Side::reducing(scene.position);
    let side = match alert.direction {
        None => return Err(Skip::NoDirection),
        Some(Direction::Flat) if closes.is_none() => return Err(Skip::NothingToClose),
        Some(Direction::Flat) => return Ok((Action::Close, mode)),
        Some(Direction::Long) => Side::Buy,
        Some(Direction::Short) => Side::Sell,
    };
    let action = match (closes == Some(side), rules.directions.allow(side)) {
        (true, true) => Action::Reverse,
        // The way back is not traded, but leaving the position is what the strategy wants.
        (true, false) => Action::Close,
        (false, false) => return Err(Skip::DirectionOff),
        (false, true) if rules.one_position && closes.is_some() => return Err(Skip::AlreadyInPosition),
        (false, true) => Action::Place(Box::new(entry(rules, alert, scene, side)?)),
    };
    Ok((action, mode))
}

fn entry(rules: &BindingRules, alert: &Alert, scene: &Scene, side: Side) -> Result<OrderRequest, Skip> {
    let away = |percent: Decimal, side: Side| {
        let distance = percent_of(scene.price, percent);
        let price = scene.price.saturating_add(side.signed(distance));
        scene.instrument.round_price(price)
    };
    let stop = alert.stop_price.or_else(|| {
        let percent = rules.stop_loss_percent?;
        Some(away(percent, side.opposite()))
    });
    let distance = stop.map(|stop| side.signed(scene.price.saturating_sub(stop)));
    if distance.is_some_and(|distance| distance <= Decimal::ZERO) {
        return Err(Skip::StopWrong);
    }
    let for_money = |money: Decimal| money.checked_div(scene.price);
    let quantity = match rules.sizing {
        Sizing::Quantity(quantity) => Some(quantity),
        Sizing::Notional(money) => for_money(money),
        Sizing::PercentOfEquity(percent) => for_money(percent_of(scene.equity, percent)),
        Sizing::PercentAtRisk(percent) => {
            percent_of(scene.equity, percent).checked_div(distance.ok_or(Skip::StopMissing)?)
        }
    };
    let target = rules.take_profit_percent.map(|percent| away(percent, side));
    let has_exits = stop.is_some() || target.is_some();
    let stocks = scene.instrument.market == MarketKind::Stocks;
    let mut quantity = scene.instrument.round_quantity(quantity.unwrap_or_default());
    if has_exits && stocks {
        quantity = quantity.truncate(0);
    }
    if quantity <= Decimal::ZERO || quantity < scene.instrument.min_quantity {
        return Err(Skip::TooSmall);
    }
    let symbol = scene.instrument.symbol.clone();
    let mut request = OrderRequest::market(symbol, side, Amount::Quantity(quantity));
    request.duration = scene.instrument.market.default_duration();
    request.set_brackets(
        target.map(|limit_price| TakeProfit { limit_price }),
        stop.map(|stop_price| StopLoss {
            stop_price,
            limit_price: None,
        }),
    );
    Ok(request)
}

fn percent_of(whole: Decimal, percent: Decimal) -> Decimal {
    let hundredfold = whole.saturating_mul(percent);
    hundredfold.checked_div(Decimal::from(100)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_705_314_600_000);

    fn dec(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn rules(sizing: Sizing) -> BindingRules {
        BindingRules {
            sizing,
            directions: Directions::Both,
            one_position: true,
            max_age_s: 60,
            dry_run: false,
            approval: Approval::Automatic,
            stop_loss_percent: None,
            take_profit_percent: None,
        }
    }

    fn alert(direction: Direction) -> Alert {
        Alert {
            direction: Some(direction),
            stop_price: None,
            at: NOW,
        }
    }

    fn scene(position: &str) -> Scene {
        Scene {
            instrument: Instrument::us_stock("AAPL".parse().unwrap()),
            price: dec("200"),
            equity: dec("10000"),
            position: dec(position),
        }
    }

    fn quantity(rules: &BindingRules, alert: &Alert) -> Result<Decimal, Skip> {
        match plan(rules, alert, &scene("0"), NOW)? {
            (Action::Place(request), Mode::Send) => Ok(request.amount.quantity().unwrap()),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn sizes_are_rounded_down_to_what_can_be_ordered() {
        let long = alert(Direction::Long);
        let with_stop = Alert {
            stop_price: Some(dec("190")),
            ..long.clone()
        };
        for (sizing, alert, expected) in [
            (Sizing::Quantity(dec("3")), &long, Ok(dec("3"))),
            (Sizing::Notional(dec("1000")), &long, Ok(dec("5"))),
            (Sizing::Notional(dec("100")), &long, Ok(dec("0.5"))),
            (Sizing::PercentOfEquity(dec("5")), &long, Ok(dec("2.5"))),
            // A stop wants whole shares.
            (Sizing::PercentOfEquity(dec("5")), &with_stop, Ok(dec("2"))),
            (Sizing::PercentAtRisk(dec("1")), &with_stop, Ok(dec("10"))),
            (Sizing::PercentAtRisk(dec("1")), &long, Err(Skip::StopMissing)),
            (Sizing::Notional(dec("199")), &with_stop, Err(Skip::TooSmall)),
        ] {
            assert_eq!(quantity(&rules(sizing), alert), expected, "{sizing:?}");
        }
    }

    #[test]
    fn exits_lie_so_many_percent_away() {
        let rules = BindingRules {
            stop_loss_percent: Some(dec("5")),
            take_profit_percent: Some(dec("10")),
            ..rules(Sizing::PercentAtRisk(dec("1")))
        };
        let (action, _) = plan(&rules, &alert(Direction::Short), &scene("0"), NOW).unwrap();
        let Action::Place(request) = action else {
            panic!("{action:?}")
        };
        assert_eq!(request.amount, Amount::Quantity(dec("10")));
        assert_eq!(request.stop_loss.unwrap().stop_price, dec("210"));
        assert_eq!(request.take_profit.unwrap().limit_price, dec("180"));
        assert_eq!(
            request.validate(&scene("0").instrument, Some(dec("200")), NOW),
            Ok(())
        );
    }

    #[test]
    fn what_is_held_decides_what_an_alert_does() {
        use Direction::{Flat, Long, Short};
        let one = rules(Sizing::Quantity(dec("1")));
        let long_only = BindingRules {
            directions: Directions::Long,
            ..one.clone()
        };
        let done = |rules: &BindingRules, direction, position: &str| {
            plan(rules, &alert(direction), &scene(position), NOW).map(|(action, _)| match action {
                Action::Close => "close",
                Action::Reverse => "reverse",
                Action::Place(_) => "place",
            })
        };
        for (rules, direction, position, expected) in [
            (&one, Long, "0", Ok("place")),
            (&one, Long, "5", Err(Skip::AlreadyInPosition)),
            (&one, Long, "-5", Ok("reverse")),
            (&one, Flat, "-5", Ok("close")),
            (&one, Flat, "0", Err(Skip::NothingToClose)),
            (&long_only, Short, "5", Ok("close")),
            (&long_only, Short, "0", Err(Skip::DirectionOff)),
        ] {
            assert_eq!(
                done(rules, direction, position),
                expected,
                "{direction} at {position}"
            );
        }
    }

    #[test]
    fn old_alerts_dry_runs_and_approvals() {
        let one = rules(Sizing::Quantity(dec("1")));
        let long = alert(Direction::Long);
        let at = |seconds| plan(&one, &long, &scene("0"), NOW.plus_seconds(seconds));
        assert!(at(60).is_ok());
        assert_eq!(at(61), Err(Skip::TooOld));
        let dry = BindingRules {
            dry_run: true,
            ..one.clone()
        };
        let manual = BindingRules {
            approval: Approval::Manual,
            ..one
        };
        assert_eq!(plan(&dry, &long, &scene("0"), NOW).unwrap().1, Mode::DryRun);
        assert_eq!(
            plan(&manual, &long, &scene("0"), NOW).unwrap().1,
            Mode::AwaitApproval
        );
    }

    #[test]
    fn rules_have_numbers_that_make_sense() {
        assert_eq!(rules(Sizing::PercentAtRisk(dec("100"))).validate(), Ok(()));
        let wrong = BindingRules {
            stop_loss_percent: Some(dec("0")),
            ..rules(Sizing::PercentOfEquity(dec("101")))
        };
        let fields: Vec<_> = wrong
            .validate()
            .unwrap_err()
            .into_iter()
            .map(|error| error.field)
            .collect();
        assert_eq!(fields, ["sizing", "stop_loss_percent"]);
    }
}
