//! Whether a request can be sent as it is: every wrong field is named, so that a form can show all of them at once.

use super::{Amount, Instrument, MarketKind, OrderClass, OrderRequest, OrderType, Side, TimeInForce};
use crate::decimal::Decimal;
use crate::time::Timestamp;
use crate::validation::FieldError;

/// Decimals of a quantity or a price that venues keep.
const MAX_DECIMALS: u32 = 9;
/// Beyond this many units or this price, a number is a mistake, and sums could no longer be exact.
const MAX_NUMBER: i64 = 1_000_000_000;

impl OrderRequest {
    /// Checks it against what `instrument` allows, at `now`. `last_price` is what the market trades at, if known: a
    /// market order's target and stop must lie on either side of it.
    pub fn validate(
        &self,
        instrument: &Instrument,
        last_price: Option<Decimal>,
        now: Timestamp,
    ) -> Result<(), Vec<FieldError>> {
        let mut check = Check {
            request: self,
            instrument,
            errors: Vec::new(),
        };
        if !instrument.tradable {
            check.refuse("symbol", "This instrument cannot be traded at the moment.");
        }
        check.amount();
        check.prices();
        check.duration(now);
        check.class();
        check.brackets(last_price);
        if check.errors.is_empty() {
            Ok(())
        } else {
            Err(check.errors)
        }
    }
}

struct Check<'a> {
    request: &'a OrderRequest,
    instrument: &'a Instrument,
    errors: Vec<FieldError>,
}

impl Check<'_> {
    fn refuse(&mut self, field: &str, message: &str) {
        self.errors.push(FieldError::new(field, message));
    }

    fn amount(&mut self) {
        match self.request.amount {
            Amount::Quantity(quantity) => self.quantity(quantity),
            Amount::Notional(money) => self.notional(money),
        }
    }

    fn quantity(&mut self, quantity: Decimal) {
        let minimum = self.instrument.min_quantity;
        let fraction = !quantity.is_multiple_of(Decimal::from(1));
        if quantity <= Decimal::ZERO {
            self.refuse("quantity", "The quantity must be above 0.");
        } else if quantity > Decimal::from(MAX_NUMBER) {
            self.refuse("quantity", "The quantity is too large.");
        } else if fraction && !self.instrument.fractionable {
            self.refuse("quantity", "This instrument trades in whole units only.");
        } else if quantity < minimum {
            self.refuse("quantity", &format!("The quantity must be at least {minimum}."));
        } else if !quantity.is_multiple_of(self.instrument.quantity_step) {
            let step = self.instrument.quantity_step;
            self.refuse("quantity", &format!("The quantity must be a multiple of {step}."));
        } else if fraction && self.instrument.market == MarketKind::Stocks {
            if self.request.duration != TimeInForce::Day {
                self.refuse(
                    "duration",
                    "A fraction of a share can only be ordered for the day.",
                );
            }
            if self.request.class != OrderClass::Simple {
                self.refuse("quantity", "A target or stop needs a whole number of shares.");
            }
        }
    }

    fn notional(&mut self, money: Decimal) {
        if money <= Decimal::ZERO {
            self.refuse("notional", "The amount must be above 0.");
        } else if money > Decimal::from(MAX_NUMBER) || money.decimals() > 2 {
            self.refuse("notional", "Use an amount in whole cents, such as 250.50.");
        }
        if !self.instrument.fractionable {
            self.refuse(
                "notional",
                "This instrument trades in whole units only: give a quantity.",
            );
        }
        if self.request.kind != OrderType::Market
            || self.request.class != OrderClass::Simple
            || self.request.reduce_only
        {
            self.refuse(
                "notional",
                "An amount of money works for plain market orders only.",
            );
        }
        if self.instrument.market == MarketKind::Stocks && self.request.duration != TimeInForce::Day {
            self.refuse("duration", "An amount of money can only be ordered for the day.");
        }
    }

    fn prices(&mut self) {
        let kind = self.request.kind;
        let limit = (self.request.limit_price, kind.has_limit());
        let stop = (self.request.stop_price, kind.has_stop());
        for (field, (price, expected)) in [("limit_price", limit), ("stop_price", stop)] {
            match (price, expected) {
                (Some(price), true) => self.price(field, price),
                (None, true) => self.refuse(field, &format!("A {kind} order needs this price.")),
                (Some(_), false) => self.refuse(field, &format!("A {kind} order has no such price.")),
                (None, false) => {}
            }
        }
        if let Some(target) = self.request.take_profit {
            self.price("take_profit", target.limit_price);
        }
        if let Some(stop) = self.request.stop_loss {
            self.price("stop_loss", stop.stop_price);
            if let Some(limit) = stop.limit_price {
                self.price("stop_loss_limit", limit);
            }
        }
    }

    fn price(&mut self, field: &str, price: Decimal) {
        let step = self.instrument.price_step_at(price);
        if price <= Decimal::ZERO {
            self.refuse(field, "The price must be above 0.");
        } else if price > Decimal::from(MAX_NUMBER) || price.decimals() > MAX_DECIMALS {
            self.refuse(field, "This is no price of this instrument.");
        } else if !price.is_multiple_of(step) {
            self.refuse(field, &format!("The price must be a multiple of {step}."));
        }
    }

    fn duration(&mut self, now: Timestamp) {
        use TimeInForce::{Day, Gtc, Gtd};
        let OrderRequest {
            duration,
            expires_at,
            kind,
            extended_hours,
            ..
        } = *self.request;
        match (duration, expires_at) {
            (Gtd, None) => self.refuse("expires_at", "Say until when the order stands."),
            (Gtd, Some(until)) if until <= now => {
                self.refuse("expires_at", "Use a time in the future.");
            }
            (Gtd, Some(_)) | (_, None) => {}
            (_, Some(_)) => self.refuse("expires_at", "Only a gtd order has such a time."),
        }
        if !duration.fits_type(kind) {
            self.refuse("duration", "A stop order can be day, gtc or gtd.");
        }
        if !duration.fits_market(self.instrument.market) {
            self.refuse("duration", "A market without sessions knows gtc and ioc only.");
        }
        if extended_hours && !(kind == OrderType::Limit && matches!(duration, Day | Gtc)) {
            self.refuse(
                "extendedHours",
                "Outside the session only limit orders for day or gtc trade.",
            );
        }
    }

    fn class(&mut self) {
        let target = self.request.take_profit.is_some();
        let stop = self.request.stop_loss.is_some();
        match (self.request.class, target, stop) {
            (OrderClass::Simple, false, false)
            | (OrderClass::Bracket, true, true)
            | (OrderClass::Oto, true, false)
            | (OrderClass::Oto, false, true) => {}
            (OrderClass::Oco, false, true) if self.request.kind == OrderType::Limit => {}
            (OrderClass::Simple, _, _) => {
                self.refuse(
                    "class",
                    "An order with a target or a stop is a bracket or oto order.",
                );
            }
            (OrderClass::Bracket, _, _) => self.refuse("class", "A bracket has a target and a stop."),
            (OrderClass::Oto, _, _) => self.refuse("class", "An oto order has a target or a stop."),
            (OrderClass::Oco, _, _) => {
                self.refuse("class", "An oco order is a limit order, the target, with a stop.");
            }
        }
        let stands = matches!(self.request.duration, TimeInForce::Day | TimeInForce::Gtc);
        if self.request.class != OrderClass::Simple && !stands {
            self.refuse("duration", "An order with a target or a stop is day or gtc.");
        }
        if self.request.class != OrderClass::Simple && self.request.extended_hours {
            self.refuse(
                "extendedHours",
                "A target or a stop works within the session only.",
            );
        }
    }

    /// A long entry's target lies above it and its stop below; a short's the other way round. An OCO order is the exit:
    /// its own limit is the target.
    fn brackets(&mut self, last_price: Option<Decimal>) {
        let (entry_side, target, reference) = if self.request.class == OrderClass::Oco {
            (self.request.side.opposite(), self.request.limit_price, None)
        } else {
            let target = self.request.take_profit.map(|target| target.limit_price);
            (self.request.side, target, self.request.own_price().or(last_price))
        };
        let stop = self.request.stop_loss.map(|stop| stop.stop_price);
        let stop_limit = self.request.stop_loss.and_then(|stop| stop.limit_price);
        let is_below = |low: Option<Decimal>, high: Option<Decimal>| {
            let (low, high) = match entry_side {
                Side::Buy => (low, high),
                Side::Sell => (high, low),
            };
            low.zip(high).is_none_or(|(low, high)| low < high)
        };
        let (worse, better) = match entry_side {
            Side::Buy => ("below", "above"),
            Side::Sell => ("above", "below"),
        };
        if !is_below(reference, target) {
            self.refuse(
                "take_profit",
                &format!("The target must lie {better} the entry price."),
            );
        }
        if !is_below(stop, reference) {
            self.refuse(
                "stop_loss",
                &format!("The stop must lie {worse} the entry price."),
            );
        } else if !is_below(stop, target) {
            self.refuse("stop_loss", &format!("The stop must lie {worse} the target."));
        }
        if stop_limit != stop && !is_below(stop_limit, stop) {
            self.refuse(
                "stop_loss_limit",
                &format!("The limit of the stop must not lie {better} the stop."),
            );
        }
    }
}
