//! What became of an alert, stored: one row for each alert and binding.

use pinewire_domain::{
    id::{ApprovalId, OrderId, SignalId, StrategyBindingId, UserId},
    time::Timestamp,
    trading::{
        order::{Origin, Side},
        sequencer::{Command, Facts},
        sizing::{Action, Mode},
    },
};
use pinewire_shared::{
    Cx, Error, Result,
    db::{FromRow, Param},
    params, sql,
    trading::{
        alert_binding::{BindingRow, Payload},
        sequencer::CommandQuestion,
    },
};

use crate::{
    decide::{self, Decided, Outcome, sentence},
    facts::Market,
    send::Stored,
};

/// How long a proposal waits for its user.
const PROPOSAL_MS: i64 = 60 * 60 * 1000;

sql! {
    tenant OF_PAIR = "SELECT id FROM alert_orders WHERE user_id = ?1 AND signal_id = ?2 AND binding_id = ?3";
    /// Whether an equal proposal waits. ?2 binding, ?3 symbol, ?4 side, ?5 action.
    tenant PROPOSED = "SELECT id FROM alert_orders
        WHERE user_id = ?1 AND status = 'proposed' AND binding_id = ?2 AND symbol = ?3 AND side IS ?4 AND action = ?5 LIMIT 1";
    /// ?2 id, ?3 signal, ?4 binding, ?5 account, ?6 now, ?7 status, ?8 reason, ?9 sentence, ?10 action, ?11 symbol, ?12 side,
    /// ?13 quantity, ?14 price, ?15 stop, ?16 target, ?17 commands, ?18 until when it can be approved.
    tenant ADD = "INSERT INTO alert_orders (id, user_id, signal_id, binding_id, account_id, created_at, updated_at, status,
          reason, detail, action, symbol, side, quantity, price, stop_loss, take_profit, commands, expires_at)
        VALUES (?2, ?1, ?3, ?4, ?5, ?6, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)
        ON CONFLICT (signal_id, binding_id) DO NOTHING";
    /// Approved, and not worked out yet.
    tenant APPROVED = "SELECT signal_id, binding_id FROM alert_orders
        WHERE user_id = ?1 AND id = ?2 AND status = 'sending' AND commands IS NULL";
    /// ?2 id, ?3 now, ?4 status, ?5 reason, ?6 sentence, ?7 action, ?8 side, ?9 quantity, ?10 price,
    /// ?11 stop, ?12 target, ?13 commands.
    tenant WORK_OUT = "UPDATE alert_orders SET status = ?4, reason = ?5, detail = ?6, action = ?7, side = ?8, quantity = ?9,
          price = ?10, stop_loss = ?11, take_profit = ?12, commands = ?13, updated_at = ?3
        WHERE user_id = ?1 AND id = ?2 AND status = 'sending' AND commands IS NULL";
    tenant SENDING = "SELECT commands FROM alert_orders
        WHERE user_id = ?1 AND id = ?2 AND status = 'sending'";
    /// ?2 id, ?3 now, ?4 status, ?5 reason, ?6 sentence, ?7 order.
    tenant SETTLE = "UPDATE alert_orders SET status = ?4, reason = ?5, detail = ?6, order_id = ?7, updated_at = ?3
        WHERE user_id = ?1 AND id = ?2 AND status = 'sending'";
    /// To be worked out again: what was approved stays so, the rest was only ours.
    tenant FORGET = "DELETE FROM alert_orders WHERE user_id = ?1 AND id = ?2 AND status = 'sending' AND expires_at IS NULL";
    tenant FORGET_COMMANDS = "UPDATE alert_orders SET commands = NULL
        WHERE user_id = ?1 AND id = ?2 AND status = 'sending' AND expires_at IS NOT NULL";
    /// ?2 signal (or NULL), ?3 row (or NULL), ?4 now.
    tenant GIVE_UP = "UPDATE alert_orders SET status = 'failed', reason = 'not_known', updated_at = ?4,
          detail = 'It could not be found out whether it was placed. Look at the orders of the account.'
        WHERE user_id = ?1 AND (signal_id = ?2 OR id = ?3) AND status = 'sending'";
}

#[derive(Debug, FromRow)]
struct Known {
    id: ApprovalId,
}

/// A proposal that its user approved.
#[derive(Debug, FromRow)]
pub(crate) struct Approved {
    pub(crate) signal_id: SignalId,
    pub(crate) binding_id: StrategyBindingId,
}

/// A row that is being sent.
#[derive(Debug, FromRow)]
pub(crate) struct Sending {
    pub(crate) commands: Option<String>,
}

/// What of a decision is stored.
struct Columns {
    status: &'static str,
    reason: Option<&'static str>,
    action: Option<&'static str>,
    side: Option<Side>,
    quantity: Option<String>,
    stop_loss: Option<String>,
    take_profit: Option<String>,
    commands: Option<String>,
}

/// The row of an alert and a binding.
pub(crate) async fn of_pair(
    cx: &Cx,
    user_id: &UserId,
    signal: &SignalId,
    binding: &StrategyBindingId,
) -> Result<Option<ApprovalId>> {
    let known: Option<Known> = cx
        .db()?
        .tenant(user_id)
        .first(&OF_PAIR, params![signal, binding])
        .await?;
    Ok(known.map(|known| known.id))
}

/// Stores what an alert becomes; the id of the row, or of the one that was there first.
pub(crate) async fn add(
    cx: &Cx,
    user_id: &UserId,
    signal: &SignalId,
    binding: &BindingRow,
    market: &Market,
    decided: &Decided,
    now: Timestamp,
) -> Result<ApprovalId> {
    let mut columns = columns(cx, signal, binding, market, decided, false)?;
    let symbol = market.symbol();
    let side = columns.side.map(Side::as_str);
    if columns.status == "proposed" {
        let params = params![&binding.id, symbol.as_deref(), side, columns.action];
        let waiting: Option<Known> = cx.db()?.tenant(user_id).first(&PROPOSED, params).await?;
        if waiting.is_some() {
            columns.status = "skipped";
            columns.reason = Some("already_proposed");
        }
    }
    let id: ApprovalId = cx.new_id()?;
    let expires_at = (columns.status == "proposed").then(|| now.plus_millis(PROPOSAL_MS));
    let params = params![
        &id,
        signal,
        &binding.id,
        &binding.account_id,
        now,
        columns.status,
        columns.reason,
        columns.reason.map(sentence),
        columns.action,
        symbol.as_deref(),
        side,
        columns.quantity.as_deref(),
        market.price.map(|price| price.to_string()),
        columns.stop_loss.as_deref(),
        columns.take_profit.as_deref(),
        columns.commands.as_deref(),
        expires_at,
    ];
    let db = cx.db()?;
    let mut batch = db.batch();
    batch.tenant(user_id, &ADD, params)?;
    batch.tenant(user_id, &OF_PAIR, params![signal, &binding.id])?;
    let stored: Option<Known> = batch.run().await?.first(1)?;
    stored
        .map(|stored| stored.id)
        .ok_or_else(|| Error::bug("a row that was just added is not there"))
}

/// A proposal that its user approved, and that is to be worked out; `None` for any other row.
pub(crate) async fn approved(cx: &Cx, user_id: &UserId, id: &ApprovalId) -> Result<Option<Approved>> {
    cx.db()?.tenant(user_id).first(&APPROVED, params![id]).await
}

/// Stores what an approved proposal became.
pub(crate) async fn work_out(
    cx: &Cx,
    user_id: &UserId,
    id: &ApprovalId,
    signal: &SignalId,
    binding: &BindingRow,
    (market, decided): (&Market, &Decided),
) -> Result<()> {
    let columns = columns(cx, signal, binding, market, decided, true)?;
    let params: &[Param] = params![
        id,
        pinewire_shared::clock::now(),
        columns.status,
        columns.reason,
        columns.reason.map(sentence),
        columns.action,
        columns.side.map(Side::as_str),
        columns.quantity.as_deref(),
        market.price.map(|price| price.to_string()),
        columns.stop_loss.as_deref(),
        columns.take_profit.as_deref(),
        columns.commands.as_deref(),
    ];
    cx.db()?.tenant(user_id).run(&WORK_OUT, params).await?;
    Ok(())
}

/// What was being sent becomes no order after all.
pub(crate) async fn skip(cx: &Cx, user_id: &UserId, id: &ApprovalId, reason: &'static str) -> Result<()> {
    settle(
        cx,
        user_id,
        id,
        ("skipped", Some(reason), Some(sentence(reason))),
        None,
    )
    .await
}

/// A row that is being sent; `None` for any other.
pub(crate) async fn load(cx: &Cx, user_id: &UserId, id: &ApprovalId) -> Result<Option<Sending>> {
    cx.db()?.tenant(user_id).first(&SENDING, params![id]).await
}

/// It was sent: what came of it.
pub(crate) async fn settle(
    cx: &Cx,
    user_id: &UserId,
    id: &ApprovalId,
    (status, reason, sentence): (&str, Option<&str>, Option<&str>),
    order: Option<&OrderId>,
) -> Result<()> {
    let now = pinewire_shared::clock::now();
    let params = params![id, now, status, reason, sentence, order];
    cx.db()?.tenant(user_id).run(&SETTLE, params).await?;
    Ok(())
}

/// It does not fit any more: it is worked out again.
pub(crate) async fn forget(cx: &Cx, user_id: &UserId, id: &ApprovalId) -> Result<()> {
    let db = cx.db()?;
    let mut batch = db.batch();
    batch.tenant(user_id, &FORGET, params![id])?;
    batch.tenant(user_id, &FORGET_COMMANDS, params![id])?;
    batch.run().await?;
    Ok(())
}

/// Nobody tries to send it any more.
pub(crate) async fn give_up(cx: &Cx, user_id: &UserId, payload: &Payload) -> Result<()> {
    let (signal, row) = (payload.signal_id.as_ref(), payload.alert_order_id.as_ref());
    let params = params![signal, row, cx.now()];
    cx.db()?.tenant(user_id).run(&GIVE_UP, params).await?;
    Ok(())
}

fn columns(
    cx: &Cx,
    signal: &SignalId,
    binding: &BindingRow,
    market: &Market,
    decided: &Decided,
    confirmed: bool,
) -> Result<Columns> {
    let none = |status, reason| Columns {
        status,
        reason: Some(reason),
        action: None,
        side: None,
        quantity: None,
        stop_loss: None,
        take_profit: None,
        commands: None,
    };
    let (mode, cancel, action) = match &decided.outcome {
        Outcome::Skipped(reason) => return Ok(none("skipped", *reason)),
        Outcome::Refused(reason) => return Ok(none("refused", *reason)),
        Outcome::Planned { mode, cancel, action } => (*mode, cancel, action.as_ref()),
    };
    let place = match action {
        Some(Action::Place(request)) => Some(request),
        _ => None,
    };
    let commands = match mode {
        Mode::Send => Some(commands(
            cx,
            signal,
            binding,
            market,
            (cancel, action, confirmed),
        )?),
        Mode::DryRun | Mode::AwaitApproval => None,
    };
    Ok(Columns {
        status: match mode {
            Mode::DryRun => "dry_run",
            Mode::AwaitApproval => "proposed",
            Mode::Send => "sending",
        },
        reason: None,
        action: Some(match action {
            Some(Action::Place(_)) => "place",
            Some(Action::Close) => "close",
            Some(Action::Reverse) => "reverse",
            None => "cancel",
        }),
        side: place.map(|request| request.side),
        quantity: place.and_then(|request| Some(request.amount.quantity()?.to_string())),
        stop_loss: place.and_then(|request| Some(request.stop_loss?.stop_price.to_string())),
        take_profit: place.and_then(|request| Some(request.take_profit?.limit_price.to_string())),
        commands,
    })
}

/// What is sent, with the keys that make it happen once.
fn commands(
    cx: &Cx,
    signal: &SignalId,
    binding: &BindingRow,
    market: &Market,
    (cancel, action, confirmed): (&[OrderId], Option<&Action>, bool),
) -> Result<String> {
    let key = format!("alert:{signal}:{}", binding.id);
    let stored = |is_cancel, key: String, command, facts| Stored {
        is_cancel,
        question: CommandQuestion {
            account: binding.account_id,
            key,
            command,
            facts,
        },
    };
    let mut all = Vec::new();
    for order in cancel {
        let command = Command::Cancel { order: *order };
        all.push(stored(true, format!("{key}:{order}"), command, Facts::default()));
    }
    let symbol = market
        .instrument
        .as_ref()
        .map(|instrument| instrument.symbol.clone());
    let command = match (action, symbol) {
        (Some(Action::Place(request)), _) => Some(Command::Place {
            order: cx.new_id()?,
            request: request.clone(),
            origin: Origin::Signal {
                binding: binding.id,
                signal: *signal,
            },
            confirmed,
            may_repeat: decide::may_repeat(binding.one_position, market),
        }),
        (Some(Action::Close), Some(symbol)) => Some(Command::Close {
            symbol,
            quantity: None,
        }),
        (Some(Action::Reverse), Some(symbol)) => Some(Command::Reverse { symbol }),
        _ => None,
    };
    if let Some(command) = command {
        all.push(stored(false, key, command, market.facts()));
    }
    Ok(serde_json::to_string(&all)?)
}
