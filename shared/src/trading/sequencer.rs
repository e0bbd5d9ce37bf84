//! What the other workers ask of an account's `OrderSequencer`, the Durable Object of the `order-sequencer` worker
//! through which everything passes that changes the account.
//!
//! It knows nobody: whoever asks has found the account by its owner ([`super::accounts`]), and knows what the market is
//! like ([`super::market`]).

use pinewire_domain::{
    decimal::Decimal,
    id::BrokerAccountId,
    time::Timestamp,
    trading::{
        order::OrderRequest,
        risk::{Refusal, Rule},
        sequencer::{AccountView, Command, Facts, Reply},
    },
};
use serde::{
    Deserialize, Serialize,
    de::{DeserializeOwned, IgnoredAny},
};
use serde_json::json;

use crate::{
    Cx, Result,
    http::{FieldError, Problem, Response, outgoing},
    log,
};

/// The binding of the Durable Object; it is named by the account's id.
pub const BINDING: &str = "ORDER_SEQUENCER";

/// The operations of the object.
pub mod operation {
    /// Carries a command out, once for each key.
    pub const COMMAND: &str = "command";
    /// Says what would become of an order.
    pub const PREVIEW: &str = "preview";
    /// Shows the account.
    pub const VIEW: &str = "view";
    /// Reads limits, plan and link again.
    pub const SETTINGS: &str = "settings";
    /// Reads the venue's books now.
    pub const RESYNC: &str = "resync";
    /// Projects all events from the first on again.
    pub const REBUILD: &str = "rebuild";
    /// Lets a watcher in.
    pub const WATCH: &str = "watch";
}

/// Carries the account's id to the object, which can't tell its own name.
pub const ACCOUNT_HEADER: &str = "x-broker-account-id";

/// How long orders that are over are shown with those that are open, unless one asks for more.
pub const RECENT_MS: i64 = 24 * 60 * 60 * 1000;

/// A command.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CommandQuestion {
    /// Which account.
    pub account: BrokerAccountId,
    /// The idempotency key.
    pub key: String,
    /// What is wanted.
    pub command: Command,
    /// What is known of the market.
    pub facts: Facts,
}

/// An order that is only thought of.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PreviewQuestion {
    /// Which account.
    pub account: BrokerAccountId,
    /// What.
    pub request: OrderRequest,
    /// What is known of the market.
    pub facts: Facts,
}

/// Which account, of which orders.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AccountQuestion {
    /// Which account.
    pub account: BrokerAccountId,
    /// Orders that are over are left out if they last changed before.
    pub since: Timestamp,
}

/// What would become of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// Why it would not leave.
    pub refused: Option<Reply>,
    /// What would be sent, with the exits that the limits add.
    pub request: Option<OrderRequest>,
    /// Units held, below nought when short.
    pub position: Decimal,
    /// Units of the order that would open or enlarge a position.
    pub opening: Decimal,
    /// The price that it was judged by.
    pub price: Option<Decimal>,
    /// What it is worth at that price.
    pub worth: Option<Decimal>,
    /// What the account is worth.
    pub equity: Option<Decimal>,
    /// What can be spent.
    pub buying_power: Option<Decimal>,
    /// Trades left of the plan; null is any number.
    pub trades_left: Option<u32>,
}

/// Carries a command out; with the same key and command, once, whatever happens to the answer. After an
/// [`Error::Retry`](crate::Error::Retry) it may have been carried out: ask again with the same key.
pub async fn command(
    cx: &Cx,
    account: &BrokerAccountId,
    key: &str,
    command: Command,
    facts: Facts,
) -> Result<Reply> {
    let question = CommandQuestion {
        account: *account,
        key: key.to_owned(),
        command,
        facts,
    };
    call(cx, account, operation::COMMAND, &question).await
}

/// What would become of an order. Changes nothing.
pub async fn preview(
    cx: &Cx,
    account: &BrokerAccountId,
    request: OrderRequest,
    facts: Facts,
) -> Result<Preview> {
    preview_as(cx, account, request, facts).await
}

/// The same, read as what the caller needs of a [`Preview`].
pub async fn preview_as<T: DeserializeOwned>(
    cx: &Cx,
    account: &BrokerAccountId,
    request: OrderRequest,
    facts: Facts,
) -> Result<T> {
    let question = PreviewQuestion {
        account: *account,
        request,
        facts,
    };
    call(cx, account, operation::PREVIEW, &question).await
}

/// The account as it is stored: its open orders, and those that changed at `since` or later.
pub async fn view(cx: &Cx, account: &BrokerAccountId, since: Timestamp) -> Result<AccountView> {
    view_as(cx, account, since).await
}

/// The same, read as what the caller needs of an [`AccountView`]: a worker that reads all of it links all of it.
pub async fn view_as<T: DeserializeOwned>(cx: &Cx, account: &BrokerAccountId, since: Timestamp) -> Result<T> {
    let account = *account;
    call(cx, &account, operation::VIEW, &AccountQuestion { account, since }).await
}

/// Limits, plan or link have changed. The object also looks by itself once a minute while it is at work.
pub async fn settings_changed(cx: &Cx, account: &BrokerAccountId) -> Result<()> {
    tell(cx, account, operation::SETTINGS).await
}

/// The same for who has committed the change already: a sequencer that could not be told looks by itself.
pub async fn tell_settings(cx: &Cx, account: &BrokerAccountId) {
    if let Err(error) = settings_changed(cx, account).await {
        let fields = json!({ "account": account, "error": error.to_string() });
        log::warn(cx, "sequencer_not_told", fields);
    }
}

/// Compares the account with the venue's books now, such as after it was linked.
pub async fn resync(cx: &Cx, account: &BrokerAccountId) -> Result<()> {
    tell(cx, account, operation::RESYNC).await
}

/// Writes orders, executions, positions and the audit log of the account to the database again, from the object's own
/// records.
pub async fn rebuild(cx: &Cx, account: &BrokerAccountId) -> Result<()> {
    tell(cx, account, operation::REBUILD).await
}

/// Opens a WebSocket on the account's events; the answer is what the client gets.
pub async fn watch(cx: &Cx, account: &BrokerAccountId) -> Result<Response> {
    let headers = worker::Headers::new();
    headers.set("upgrade", "websocket")?;
    headers.set(ACCOUNT_HEADER, account.as_str())?;
    headers.set("x-request-id", cx.request_id().as_str())?;
    let url = format!("https://object/{}", operation::WATCH);
    let request = outgoing::request(&worker::Method::Get, &url, &headers, None)?;
    cx.durable_object(BINDING, account.as_str())?.fetch(request).await
}

async fn tell(cx: &Cx, account: &BrokerAccountId, operation: &str) -> Result<()> {
    let question = AccountQuestion {
        account: *account,
        since: cx.now(),
    };
    let _: IgnoredAny = call(cx, account, operation, &question).await?;
    Ok(())
}

async fn call<Q: Serialize, A: DeserializeOwned>(
    cx: &Cx,
    account: &BrokerAccountId,
    operation: &str,
    question: &Q,
) -> Result<A> {
    let object = cx.durable_object(BINDING, account.as_str())?;
    object.call_packed(operation, question).await
}

/// What our own API says to a reply that is not to the caller's liking; `None` if it is.
pub fn refusal(reply: &Reply) -> Option<Problem> {
    match reply {
        Reply::Accepted { .. } | Reply::Pending { .. } | Reply::Done => None,
        Reply::Refused(refusal) => Some(by_rule(refusal)),
        Reply::Invalid(errors) => Some(Problem::validation(
            errors
                .iter()
                .map(|error| FieldError {
                    field: error.field.clone(),
                    message: error.message.clone(),
                })
                .collect(),
        )),
        Reply::NotFound => Some(Problem::not_found("order or position")),
        Reply::Conflict(detail) => Some(Problem::conflict(detail.clone())),
        Reply::KeyReused => Some(Problem::new(
            422,
            "idempotency_mismatch",
            "This key was used for another request. Use a new key for a new request.",
        )),
    }
}

/// The rule, its limit and the value are in the sentence; the rule alone is in the code, after `risk_`.
fn by_rule(refusal: &Refusal) -> Problem {
    let (status, code) = match refusal.rule {
        Rule::PlanTrades => (402, "plan_limit_reached".into()),
        Rule::AccountInactive => (409, "account_inactive".into()),
        Rule::ExitInProgress => (409, "exit_in_progress".into()),
        rule => (422, format!("risk_{rule}").into()),
    };
    Problem {
        code,
        ..Problem::new(status, "", refusal.to_string())
    }
}
