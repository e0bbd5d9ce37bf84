//! `GET /api/orders/standing`: how an account stands, as its sequencer has it stored.

use pinewire_domain::{decimal::Decimal, id::BrokerAccountId, time::Timestamp};
use pinewire_shared::{
    Cx, Result,
    http::{Request, Response, response},
    trading::{accounts, sequencer},
};
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
struct Query {
    account_id: BrokerAccountId,
}

/// How an account stands.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct Standing {
    /// The account.
    account_id: BrokerAccountId,
    /// Whether the broker's books have been read once; before, nothing can be ordered.
    is_open: bool,
    /// Why nothing can be ordered, if the link is broken.
    inactive: Option<String>,
    /// The broker's figures; null before they have been read.
    figures: Option<AccountFigures>,
    /// The kill switch; null while it is off.
    kill_switch: Option<KillSwitchOn>,
    /// The loss of the day that locked the account until the next session; null while it is not locked.
    daily_loss: Option<DailyLoss>,
    /// The trading day, `YYYY-MM-DD`.
    day: String,
    /// The profit realised on that day, after fees, to the cent.
    day_profit: Decimal,
    /// Trades of that day.
    trades_today: u32,
    /// Trades that count towards the plan, of all accounts.
    trades_in_all: u32,
    /// How many of those the plan includes; null is any number.
    max_trades: Option<u32>,
    /// Symbols whose position is just being closed, turned or protected.
    exits: Vec<String>,
}

/// What the broker says of an account.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct AccountFigures {
    /// What it is worth in all.
    equity: Decimal,
    /// Its money.
    cash: Decimal,
    /// What can be spent.
    buying_power: Decimal,
    /// When that was.
    at: Timestamp,
}

/// A kill switch that is on.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct KillSwitchOn {
    /// Since when.
    since: Timestamp,
    /// Whether positions are closed, too.
    flatten: bool,
}

/// A day's loss that reached its limit.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
struct DailyLoss {
    /// The loss.
    loss: Decimal,
    /// The limit.
    limit: Decimal,
}

/// What is needed here of the sequencer's view of the account.
#[derive(Debug, Deserialize)]
struct Stored {
    opened: bool,
    inactive: Option<String>,
    figures: Option<AccountFigures>,
    kill: Option<KillSwitchOn>,
    locked: Option<(Decimal, Decimal)>,
    day: String,
    day_profit: Decimal,
    trades_today: u32,
    trades_in_all: u32,
    max_trades: Option<u32>,
    exits: Vec<String>,
}

/// How an account stands
///
/// Its worth, the day's realised profit, whether the kill switch is on or the day's loss has locked it, and what the plan
/// still includes. From stored state: asking costs the broker nothing.
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/orders/standing", tag = "orders", params(("account_id" = String, Query)),
    responses(
        (status = 200, description = "The account", body = Standing),
        (status = 404, description = "There is no such account", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn get_standing(cx: Cx, request: Request) -> Result<Response> {
    let query: Query = request.query()?;
    let account = accounts::get(&cx, cx.user_id()?, &query.account_id).await?;
    let stored: Stored = sequencer::view_as(&cx, &account.id, cx.now()).await?;
    response::json(&Standing {
        account_id: account.id,
        is_open: stored.opened,
        inactive: stored.inactive,
        figures: stored.figures,
        kill_switch: stored.kill,
        daily_loss: stored.locked.map(|(loss, limit)| DailyLoss { loss, limit }),
        day: stored.day,
        day_profit: stored.day_profit,
        trades_today: stored.trades_today,
        trades_in_all: stored.trades_in_all,
        max_trades: stored.max_trades,
        exits: stored.exits,
    })
}
