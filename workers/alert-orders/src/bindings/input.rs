//! A binding as it is asked for, checked. What is absent takes a careful default: a practice account, approval by hand.

use pinewire_domain::{
    decimal::Decimal,
    id::{BrokerAccountId, UserId},
    symbol::Symbol,
    trading::{
        broker::{Environment, LinkStatus},
        sizing::{Approval, BindingRules, Directions},
    },
};
use pinewire_shared::{
    Cx, Result,
    http::{FieldError, Problem},
    trading::{accounts, alert_binding::sizing, market},
};
use serde::Deserialize;

const MAX_NAME_CHARS: usize = 80;
const MAX_STRATEGY_CHARS: usize = 200;
/// Five minutes: queues and retries take seconds.
const DEFAULT_MAX_AGE_S: u32 = 300;
const MOST_MAX_AGE_S: u32 = 86_400;

/// A binding, all of it: what is absent takes its default.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct BindingInput {
    /// Where orders go. Absent: the oldest account with practice money.
    #[cfg_attr(feature = "openapi", schema(value_type = String, required = false))]
    account_id: Option<BrokerAccountId>,
    /// Must be true for an account with real money.
    #[serde(default)]
    confirm_live: bool,
    /// A name for it.
    #[cfg_attr(feature = "openapi", schema(value_type = String, required = false))]
    name: Option<String>,
    /// Whose alerts: exactly the `strategy` that they carry. Absent: all alerts.
    strategy: Option<String>,
    /// The only symbol to trade, by any of its names. Absent: any.
    symbol: Option<String>,
    /// `quantity`, `notional`, `percent_of_equity` or `percent_at_risk`.
    sizing: String,
    /// How much, by that measure.
    size: Decimal,
    /// Which positions are opened; `both` unless told.
    #[cfg_attr(feature = "openapi", schema(value_type = Directions, required = false))]
    directions: Option<Directions>,
    /// Whether an alert in the direction of the position is ignored; true unless told.
    #[cfg_attr(feature = "openapi", schema(value_type = bool, required = false))]
    one_position: Option<bool>,
    /// Seconds after which an alert is too old, up to a day; 300 unless told.
    #[cfg_attr(feature = "openapi", schema(value_type = u32, required = false))]
    max_age_seconds: Option<u32>,
    /// Whether orders are only worked out.
    #[serde(default)]
    dry_run: bool,
    /// `manual` unless told.
    #[cfg_attr(feature = "openapi", schema(value_type = Approval, required = false))]
    approval: Option<Approval>,
    /// A stop so many percent from the price, for alerts without.
    stop_loss_percent: Option<Decimal>,
    /// A target so many percent from the price.
    take_profit_percent: Option<Decimal>,
    /// Whether it is in force; true unless told.
    #[cfg_attr(feature = "openapi", schema(value_type = bool, required = false))]
    is_enabled: Option<bool>,
    /// The version that a change is based on; another one is refused.
    #[cfg_attr(feature = "openapi", schema(value_type = i64, required = false))]
    version: Option<i64>,
}

/// A binding that can be stored.
#[derive(Debug)]
pub(super) struct Checked {
    pub(super) account_id: BrokerAccountId,
    pub(super) is_live: bool,
    pub(super) name: String,
    pub(super) strategy: Option<String>,
    pub(super) symbol: Option<String>,
    pub(super) sizing: String,
    pub(super) size: Decimal,
    pub(super) rules: BindingRules,
    pub(super) is_enabled: bool,
    pub(super) version: Option<i64>,
}

impl BindingInput {
    pub(super) async fn check(self, cx: &Cx, user_id: &UserId) -> Result<Checked> {
        let rules = self.rules()?;
        let (account_id, is_live) = self.account(cx, user_id).await?;
        let symbol = self.symbol(cx).await?;
        let strategy = self
            .strategy
            .as_deref()
            .map(str::trim)
            .filter(|name| !name.is_empty());
        if strategy.is_some_and(|name| name.chars().count() > MAX_STRATEGY_CHARS) {
            return Err(Problem::invalid(
                "strategy",
                format!("Use {MAX_STRATEGY_CHARS} characters at most."),
            )
            .into());
        }
        let name = self.name.as_deref().map_or("", str::trim);
        if name.chars().count() > MAX_NAME_CHARS {
            return Err(Problem::invalid("name", format!("Use {MAX_NAME_CHARS} characters at most.")).into());
        }
        let name = if name.is_empty() {
            strategy.unwrap_or("All alerts")
        } else {
            name
        };
        Ok(Checked {
            account_id,
            is_live,
            name: name.to_owned(),
            strategy: strategy.map(str::to_owned),
            symbol,
            sizing: self.sizing,
            size: self.size,
            rules,
            is_enabled: self.is_enabled.unwrap_or(true),
            version: self.version,
        })
    }

    fn rules(&self) -> Result<BindingRules> {
        let sizing = sizing(&self.sizing, self.size).ok_or_else(|| {
            let words = "Use quantity, notional, percent_of_equity or percent_at_risk.";
            Problem::invalid("sizing", words)
        })?;
        let max_age_s = self.max_age_seconds.unwrap_or(DEFAULT_MAX_AGE_S);
        if !(1..=MOST_MAX_AGE_S).contains(&max_age_s) {
            let message = format!("Use 1 to {MOST_MAX_AGE_S} seconds.");
            return Err(Problem::invalid("max_age_seconds", message).into());
        }
        let rules = BindingRules {
            sizing,
            directions: self.directions.unwrap_or(Directions::Both),
            one_position: self.one_position.unwrap_or(true),
            max_age_s,
            dry_run: self.dry_run,
            approval: self.approval.unwrap_or(Approval::Manual),
            stop_loss_percent: self.stop_loss_percent,
            take_profit_percent: self.take_profit_percent,
        };
        rules.validate().map_err(|errors| {
            let fields = errors.into_iter().map(|error| FieldError {
                // What the rules call sizing is a number here.
                field: if error.field == "sizing" {
                    "size".to_owned()
                } else {
                    error.field
                },
                message: error.message,
            });
            Problem::validation(fields.collect())
        })?;
        Ok(rules)
    }

    /// The account, and whether its money is real.
    async fn account(&self, cx: &Cx, user_id: &UserId) -> Result<(BrokerAccountId, bool)> {
        let Some(id) = &self.account_id else {
            let all = accounts::of_user(cx, user_id).await?;
            let practice = all.iter().find(|account| {
                account.status == LinkStatus::Active && account.environment == Environment::Paper
            });
            let id = practice.map(|account| account.id).ok_or_else(|| {
                Problem::invalid(
                    "account_id",
                    "You have no account with practice money. Open one, or name an account.",
                )
            })?;
            return Ok((id, false));
        };
        let account = accounts::find(cx, user_id, id)
            .await?
            .filter(|account| account.status != LinkStatus::Revoked)
            .ok_or_else(|| Problem::invalid("account_id", "You have no such account."))?;
        let is_live = account.environment == Environment::Live;
        if is_live && !self.confirm_live {
            let message = "This account holds real money. Set it to true if alerts are to trade with it.";
            return Err(Problem::invalid("confirm_live", message).into());
        }
        Ok((account.id, is_live))
    }

    async fn symbol(&self, cx: &Cx) -> Result<Option<String>> {
        let Some(name) = self.symbol.as_deref().filter(|name| !name.is_empty()) else {
            return Ok(None);
        };
        let known = match Symbol::parse(name) {
            Ok(symbol) => market::listing(cx, &symbol).await?,
            Err(_) => None,
        };
        let listing = known.ok_or_else(|| Problem::invalid("symbol", "There is no such symbol."))?;
        Ok(Some(listing.symbol().to_string()))
    }
}
