//! What is asked for in a request's body: read, and checked as far as that needs nothing but itself.

use pinewire_domain::{
    decimal::Decimal,
    trading::order::{OrderClass, Side, TimeInForce},
};
use serde_json::Value;

use super::{asset::Asset, order::Kind, refusal::Refusal};

type Result<T> = core::result::Result<T, Refusal>;

const MAX_CLIENT_ORDER_ID: usize = 128;

/// The fields of a body. Numbers may be text; null is nothing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields<'a>(pub(crate) &'a Value);

impl<'a> Fields<'a> {
    fn get(self, name: &str) -> Option<&'a Value> {
        self.0.get(name).filter(|value| !value.is_null())
    }

    pub(crate) fn text(self, name: &str) -> Result<Option<&'a str>> {
        let wrong = || Refusal::invalid(format!("{name} must be a string"));
        self.get(name)
            .map(|value| value.as_str().ok_or_else(wrong))
            .transpose()
            .map(|text| text.filter(|text| !text.is_empty()))
    }

    pub(crate) fn decimal(self, name: &str) -> Result<Option<Decimal>> {
        let wrong = || Refusal::invalid(format!("{name} must be a number"));
        let text = match self.get(name) {
            None => return Ok(None),
            Some(Value::String(text)) if text.is_empty() => return Ok(None),
            Some(Value::String(text)) => text.as_str(),
            Some(Value::Number(number)) => number.as_str(),
            Some(_) => return Err(wrong()),
        };
        Decimal::parse(text).map(Some).map_err(|_| wrong())
    }

    /// A number above nought.
    pub(crate) fn positive(self, name: &str) -> Result<Option<Decimal>> {
        let number = self.decimal(name)?;
        if number.is_some_and(|number| number <= Decimal::ZERO) {
            return Err(Refusal::invalid(format!("{name} must be > 0")));
        }
        Ok(number)
    }

    pub(crate) fn flag(self, name: &str) -> Result<bool> {
        self.optional_flag(name).map(|flag| flag.unwrap_or(false))
    }

    pub(crate) fn optional_flag(self, name: &str) -> Result<Option<bool>> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(*flag)),
            Some(_) => Err(Refusal::invalid(format!("{name} must be a boolean"))),
        }
    }

    pub(crate) fn whole(self, name: &str) -> Result<Option<i64>> {
        let wrong = || Refusal::invalid(format!("{name} must be a whole number"));
        let Some(number) = self.decimal(name)? else {
            return Ok(None);
        };
        if number.truncate(0) != number {
            return Err(wrong());
        }
        number.floor_to_i64().map(Some).ok_or_else(wrong)
    }

    pub(crate) fn object(self, name: &str) -> Result<Option<Self>> {
        match self.get(name) {
            None => Ok(None),
            Some(value) if value.is_object() => Ok(Some(Self(value))),
            Some(_) => Err(Refusal::invalid(format!("{name} must be an object"))),
        }
    }

    pub(crate) fn word<T: core::str::FromStr>(self, name: &str) -> Result<Option<T>> {
        let wrong = |_| Refusal::invalid(format!("invalid {name}"));
        self.text(name)?
            .map(|text| text.parse().map_err(wrong))
            .transpose()
    }
}

/// The exit of a bracket that stops a loss.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StopLoss {
    pub(crate) stop_price: Decimal,
    pub(crate) limit_price: Option<Decimal>,
}

/// The body of `POST /v2/orders`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OrderRequest {
    pub(crate) asset: &'static Asset,
    pub(crate) qty: Option<Decimal>,
    pub(crate) notional: Option<Decimal>,
    pub(crate) side: Side,
    pub(crate) kind: Kind,
    pub(crate) duration: TimeInForce,
    pub(crate) limit_price: Option<Decimal>,
    pub(crate) stop_price: Option<Decimal>,
    pub(crate) trail_price: Option<Decimal>,
    pub(crate) trail_percent: Option<Decimal>,
    pub(crate) extended_hours: bool,
    pub(crate) client_order_id: Option<String>,
    pub(crate) class: OrderClass,
    pub(crate) take_profit: Option<Decimal>,
    pub(crate) stop_loss: Option<StopLoss>,
}

fn required<T>(value: Option<T>, name: &str) -> Result<T> {
    value.ok_or_else(|| Refusal::invalid(format!("{name} is required")))
}

impl OrderRequest {
    pub(crate) fn read(body: &Value) -> Result<Self> {
        if !body.is_object() {
            return Err(Refusal::unreadable());
        }
        let fields = Fields(body);
        let symbol = required(fields.text("symbol")?, "symbol")?;
        let asset = Asset::find(symbol)
            .ok_or_else(|| Refusal::impossible(format!("asset \"{symbol}\" not found")))?;
        let take_profit = match fields.object("take_profit")? {
            Some(exit) => Some(required(
                exit.positive("limit_price")?,
                "take_profit.limit_price",
            )?),
            None => None,
        };
        let stop_loss = match fields.object("stop_loss")? {
            Some(exit) => Some(StopLoss {
                stop_price: required(exit.positive("stop_price")?, "stop_loss.stop_price")?,
                limit_price: exit.positive("limit_price")?,
            }),
            None => None,
        };
        let class = match fields.text("order_class")? {
            None => OrderClass::Simple,
            Some(word) => word
                .parse()
                .map_err(|_| Refusal::invalid("invalid order_class"))?,
        };
        let client_order_id = fields.text("client_order_id")?;
        if client_order_id.is_some_and(|id| id.len() > MAX_CLIENT_ORDER_ID) {
            return Err(Refusal::invalid(
                "client_order_id must be no more than 128 characters",
            ));
        }
        let request = Self {
            asset,
            qty: fields.positive("qty")?,
            notional: fields.positive("notional")?,
            side: required(fields.word("side")?, "side")?,
            kind: match (fields.word("type")?, class) {
                (None, OrderClass::Oco) => Kind::Limit,
                (kind, _) => required(kind, "type")?,
            },
            duration: required(fields.word("time_in_force")?, "time_in_force")?,
            // The target of an OCO pair is the order's own limit.
            limit_price: fields
                .positive("limit_price")?
                .or(take_profit.filter(|_| class == OrderClass::Oco)),
            stop_price: fields.positive("stop_price")?,
            trail_price: fields.positive("trail_price")?,
            trail_percent: fields.positive("trail_percent")?,
            extended_hours: fields.flag("extended_hours")?,
            client_order_id: client_order_id.map(str::to_owned),
            class,
            take_profit,
            stop_loss,
        };
        request.check()?;
        Ok(request)
    }

    fn check(&self) -> Result<()> {
        if !self.asset.tradable {
            return Err(Refusal::impossible(format!(
                "asset {} is not tradable",
                self.asset.symbol
            )));
        }
        self.check_amount()?;
        self.check_prices()?;
        self.check_duration()?;
        self.check_class()
    }

    fn check_amount(&self) -> Result<()> {
        let is_fraction = match (self.qty, self.notional) {
            (Some(qty), None) => {
                if qty.decimals() > 9 {
                    return Err(Refusal::invalid("qty can have at most 9 decimal places"));
                }
                qty.truncate(0) != qty
            }
            (None, Some(money)) => {
                if money.decimals() > 2 {
                    return Err(Refusal::invalid(
                        "notional value must be limited to 2 decimal places",
                    ));
                }
                if money < Decimal::from(1) {
                    return Err(Refusal::not_allowed(
                        "cost basis must be >= minimal amount of order 1",
                    ));
                }
                true
            }
            (None, None) => return Err(Refusal::invalid("qty or notional is required")),
            (Some(_), Some(_)) => return Err(Refusal::invalid("only one of qty or notional is accepted")),
        };
        if !is_fraction || self.asset.is_crypto() {
            return Ok(());
        }
        if !self.asset.fractionable {
            let message = format!("asset \"{}\" is not fractionable", self.asset.symbol);
            return Err(Refusal::not_allowed(message));
        }
        if self.duration != TimeInForce::Day {
            return Err(Refusal::impossible("fractional orders must be DAY orders"));
        }
        if self.class != OrderClass::Simple {
            return Err(Refusal::impossible("fractional orders must be simple orders"));
        }
        if self.kind == Kind::TrailingStop {
            return Err(Refusal::impossible(
                "fractional orders cannot be trailing stop orders",
            ));
        }
        Ok(())
    }

    fn check_prices(&self) -> Result<()> {
        let wants = |wanted: bool, price: Option<Decimal>, name: &str| match (wanted, price) {
            (true, None) => Err(Refusal::invalid(format!("{} orders require {name}", self.kind))),
            (false, Some(_)) => Err(Refusal::invalid(format!(
                "{} orders must not have {name}",
                self.kind
            ))),
            _ => Ok(()),
        };
        wants(self.kind.has_limit(), self.limit_price, "limit_price")?;
        wants(self.kind.has_stop(), self.stop_price, "stop_price")?;
        let trails = self.kind == Kind::TrailingStop;
        if trails && self.trail_price.is_some() == self.trail_percent.is_some() {
            return Err(Refusal::invalid(
                "trailing_stop orders require one of trail_price or trail_percent",
            ));
        }
        if !trails {
            wants(
                false,
                self.trail_price.or(self.trail_percent),
                "trail_price or trail_percent",
            )?;
        }
        let stop = self.stop_loss;
        for (name, price) in [
            ("limit_price", self.limit_price),
            ("stop_price", self.stop_price),
            ("take_profit.limit_price", self.take_profit),
            ("stop_loss.stop_price", stop.map(|stop| stop.stop_price)),
            ("stop_loss.limit_price", stop.and_then(|stop| stop.limit_price)),
        ] {
            check_pennies(self.asset, name, price)?;
        }
        Ok(())
    }

    fn check_duration(&self) -> Result<()> {
        if self.asset.is_crypto() {
            if matches!(self.kind, Kind::Stop | Kind::TrailingStop) {
                return Err(Refusal::impossible("invalid order type for crypto order"));
            }
            if !matches!(self.duration, TimeInForce::Gtc | TimeInForce::Ioc) {
                return Err(Refusal::impossible("invalid crypto time_in_force"));
            }
        }
        if self.duration == TimeInForce::Gtd {
            return Err(Refusal::invalid("invalid time_in_force"));
        }
        let at_once = !matches!(self.duration, TimeInForce::Day | TimeInForce::Gtc);
        if at_once && self.kind.waits() {
            let message = format!("invalid time_in_force {} for {} orders", self.duration, self.kind);
            return Err(Refusal::impossible(message));
        }
        if self.extended_hours && (self.kind != Kind::Limit || at_once) {
            return Err(Refusal::impossible(
                "extended hours order must be DAY or GTC limit orders",
            ));
        }
        Ok(())
    }

    fn check_class(&self) -> Result<()> {
        let class = self.class;
        let is_simple = class == OrderClass::Simple;
        if is_simple && (self.take_profit.is_some() || self.stop_loss.is_some()) {
            return Err(Refusal::invalid(
                "simple orders must not have take_profit or stop_loss",
            ));
        }
        if is_simple {
            return Ok(());
        }
        if self.asset.is_crypto() {
            return Err(Refusal::impossible(
                "crypto orders not allowed for advanced order_class",
            ));
        }
        if !matches!(self.duration, TimeInForce::Day | TimeInForce::Gtc) || self.extended_hours {
            return Err(Refusal::impossible(format!(
                "{class} orders must be DAY or GTC orders"
            )));
        }
        if !matches!(self.kind, Kind::Market | Kind::Limit) {
            return Err(Refusal::impossible(format!(
                "{class} entry orders must be market or limit orders"
            )));
        }
        match (class, self.take_profit, self.stop_loss) {
            (OrderClass::Bracket | OrderClass::Oco, Some(_), Some(_))
            | (OrderClass::Oto, Some(_), None)
            | (OrderClass::Oto, None, Some(_)) => {}
            (OrderClass::Oto, ..) => {
                return Err(Refusal::invalid(
                    "oto orders require one of take_profit or stop_loss",
                ));
            }
            _ => {
                let message =
                    format!("{class} orders require take_profit.limit_price and stop_loss.stop_price");
                return Err(Refusal::invalid(message));
            }
        }
        if class == OrderClass::Oco && self.kind != Kind::Limit {
            return Err(Refusal::invalid("oco orders must be limit orders"));
        }
        self.check_exits()
    }

    /// A target must lie beyond the stop, seen from the entry.
    fn check_exits(&self) -> Result<()> {
        let (Some(target), Some(stop)) = (self.take_profit, self.stop_loss) else {
            return Ok(());
        };
        let is_long = (self.side == Side::Buy) == (self.class != OrderClass::Oco);
        if is_long && target <= stop.stop_price {
            return Err(Refusal::impossible(
                "take_profit.limit_price must be > stop_loss.stop_price",
            ));
        }
        if !is_long && target >= stop.stop_price {
            return Err(Refusal::impossible(
                "take_profit.limit_price must be < stop_loss.stop_price",
            ));
        }
        Ok(())
    }
}

/// Stocks from a dollar on are quoted in cents, below in hundredths of them.
pub(crate) fn check_pennies(asset: &Asset, name: &str, price: Option<Decimal>) -> Result<()> {
    let Some(price) = price else {
        return Ok(());
    };
    let decimals = match price >= Decimal::from(1) {
        _ if asset.is_crypto() => 9,
        true => 2,
        false => 4,
    };
    if price.decimals() > decimals {
        return Err(Refusal::impossible(format!(
            "invalid {name} {price}. sub-penny increment does not fulfill minimum pricing criteria"
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(change: &Value) -> Result<OrderRequest> {
        let mut body = json!({
            "symbol": "AAPL", "qty": "10", "side": "buy", "type": "market", "time_in_force": "day",
        });
        for (name, value) in change.as_object().unwrap() {
            body[name] = value.clone();
        }
        OrderRequest::read(&body)
    }

    #[test]
    fn numbers_may_be_text() {
        let text = read(&json!({"type": "limit", "limit_price": "150.25"})).unwrap();
        let number = read(&json!({"qty": 10, "type": "limit", "limit_price": 150.25})).unwrap();
        assert_eq!(text, number);
        assert_eq!(
            read(&json!({"notional": null, "order_class": ""})).unwrap().class,
            OrderClass::Simple
        );
    }

    #[test]
    fn refusals_have_alpacas_numbers() {
        for (change, status, code, message) in [
            (json!({"symbol": "ENRN"}), 422, 42_210_000, "not found"),
            (json!({"symbol": "HALT"}), 422, 42_210_000, "is not tradable"),
            (
                json!({"qty": null}),
                422,
                40_010_001,
                "qty or notional is required",
            ),
            (
                json!({"notional": 100}),
                422,
                40_010_001,
                "only one of qty or notional",
            ),
            (json!({"qty": "-1"}), 422, 40_010_001, "qty must be > 0"),
            (json!({"qty": "ten"}), 422, 40_010_001, "qty must be a number"),
            (json!({"side": "hold"}), 422, 40_010_001, "invalid side"),
            (
                json!({"limit_price": 1}),
                422,
                40_010_001,
                "must not have limit_price",
            ),
            (json!({"type": "limit"}), 422, 40_010_001, "require limit_price"),
            (
                json!({"type": "limit", "limit_price": "187.123"}),
                422,
                42_210_000,
                "sub-penny",
            ),
            (
                json!({"type": "limit", "limit_price": "0.12345"}),
                422,
                42_210_000,
                "sub-penny",
            ),
            (
                json!({"qty": "0.5", "time_in_force": "gtc"}),
                422,
                42_210_000,
                "must be DAY",
            ),
            (
                json!({"qty": "0.5", "symbol": "BRK.A"}),
                403,
                40_310_000,
                "is not fractionable",
            ),
            (
                json!({"symbol": "BTC/USD"}),
                422,
                42_210_000,
                "invalid crypto time_in_force",
            ),
            (json!({"extended_hours": true}), 422, 42_210_000, "extended hours"),
            (
                json!({"order_class": "bracket"}),
                422,
                40_010_001,
                "bracket orders require",
            ),
            (
                json!({"order_class": "oto"}),
                422,
                40_010_001,
                "oto orders require",
            ),
            (
                json!({"order_class": "bracket", "take_profit": {"limit_price": 90}, "stop_loss": {"stop_price": 95}}),
                422,
                42_210_000,
                "must be > stop_loss",
            ),
            (
                json!({"client_order_id": "x".repeat(129)}),
                422,
                40_010_001,
                "128",
            ),
        ] {
            let refusal = read(&change).unwrap_err();
            assert_eq!((refusal.status, refusal.code), (status, Some(code)), "{change}");
            assert!(refusal.message.contains(message), "{change}: {}", refusal.message);
        }
    }

    #[test]
    fn an_oco_pair_needs_no_limit_of_its_own() {
        let request = read(&json!({
            "order_class": "oco", "side": "sell", "type": "limit",
            "take_profit": {"limit_price": "110"}, "stop_loss": {"stop_price": "95"},
        }));
        assert_eq!(request.unwrap().limit_price, Some(Decimal::from(110)));
    }
}
