//! An alert's way to orders. Alerts of a user are taken up in their order, one after the other: an exit that came after
//! an entry never overtakes it. What an alert becomes is stored, as a whole and with its idempotency key, before anything
//! is sent; whatever is sent again after a crash is the same.

use pinewire_domain::{
    id::{ApprovalId, SignalId, UserId},
    time::Timestamp,
    trading::sizing::Mode,
};
use pinewire_shared::{
    Cx, Error, Result, clock,
    db::FromRow,
    http::to_problem,
    jobs::Claimed,
    params,
    queue::Delivery,
    sql,
    stream::{self, News, NewsKind},
    trading::alert_binding::BindingRow,
};

use crate::{
    decide::{self, Decided, Outcome},
    facts::{self, AlertRow, Market},
    row,
    send::send,
};

/// The wait after a failure; it doubles with each.
const FIRST_WAIT_S: i64 = 1;
const LONGEST_WAIT_S: i64 = 30;

sql! {
    /// ?2 job: whether an earlier alert of the user is still to be taken up.
    tenant EARLIER = "SELECT e.id FROM jobs e JOIN jobs j ON j.id = ?2
        WHERE e.user_id = ?1 AND e.topic = 'alert-orders' AND (e.created_at, e.id) < (j.created_at, j.id) LIMIT 1";
    /// ?2 signal.
    tenant ALERT = "SELECT ticker, exchange, direction, strategy, source, extra, parameters,
          coalesce(alert_at, created_at) AS raised_at
        FROM signals WHERE user_id = ?1 AND id = ?2";
    /// ?2 strategy.
    tenant BINDINGS = "SELECT id, account_id, name, strategy, symbol, sizing, size, directions, one_position, max_age_seconds,
          dry_run, approval, stop_loss_percent, take_profit_percent, is_enabled, created_at, updated_at, version
        FROM alert_bindings WHERE user_id = ?1 AND is_enabled = 1 AND (strategy IS NULL OR strategy = ?2)
        ORDER BY created_at, id LIMIT 50";
    /// ?2 binding.
    tenant BINDING = "SELECT id, account_id, name, strategy, symbol, sizing, size, directions, one_position, max_age_seconds,
          dry_run, approval, stop_loss_percent, take_profit_percent, is_enabled, created_at, updated_at, version
        FROM alert_bindings WHERE user_id = ?1 AND id = ?2";
}

#[derive(Debug, FromRow)]
struct Earlier {
    #[expect(dead_code, reason = "that there is a row is what counts")]
    id: String,
}

/// Makes orders of an alert: one for each binding that wants it.
pub(crate) async fn make_orders(
    cx: &Cx,
    job: &Claimed,
    user_id: &UserId,
    signal_id: &SignalId,
) -> Result<Delivery> {
    let db = cx.db()?;
    let earlier: Option<Earlier> = db.tenant(user_id).first(&EARLIER, params![&job.id]).await?;
    if earlier.is_some() {
        return later(cx, job, "an earlier alert comes first", FIRST_WAIT_S).await;
    }
    match each_binding(cx, user_id, signal_id).await {
        Ok(()) => {
            complete(cx, job).await?;
            let news = [News::new(NewsKind::Updated, *signal_id)];
            stream::announce(cx, user_id, &news).await;
            Ok(Delivery::Ack)
        }
        Err(error) => retry(cx, job, &error).await,
    }
}

/// Sends an order that its user approved, unless that is done.
pub(crate) async fn send_approved(
    cx: &Cx,
    job: &Claimed,
    user_id: &UserId,
    id: &ApprovalId,
) -> Result<Delivery> {
    let done = async {
        if let Some(approved) = row::approved(cx, user_id, id).await? {
            work_out(cx, user_id, id, &approved).await?;
        }
        send(cx, user_id, id).await
    };
    match done.await {
        Ok(()) => {
            complete(cx, job).await?;
            Ok(Delivery::Ack)
        }
        Err(error) => retry(cx, job, &error).await,
    }
}

/// What a proposal becomes now that its user approved it: by the rules, the price and the position of now.
async fn work_out(cx: &Cx, user_id: &UserId, id: &ApprovalId, approved: &row::Approved) -> Result<()> {
    let db = cx.db()?;
    let now = clock::now();
    let alert: Option<AlertRow> = db
        .tenant(user_id)
        .first(&ALERT, params![&approved.signal_id])
        .await?;
    let binding: Option<BindingRow> = db
        .tenant(user_id)
        .first(&BINDING, params![&approved.binding_id])
        .await?;
    let (Some(mut alert), Some(binding)) = (alert, binding) else {
        return row::skip(cx, user_id, id, "binding_deleted").await;
    };
    alert.raise_at(now);
    let market = Market::of(cx, &alert).await?;
    let account = facts::account(cx, user_id, &binding.account_id).await?;
    let rules = binding.rules()?;
    let mut decided = decide::decide(&rules, &alert, &binding, &market, account.as_ref(), now);
    if let Outcome::Planned { mode, .. } = &mut decided.outcome {
        *mode = Mode::Send;
    }
    row::work_out(
        cx,
        user_id,
        id,
        &approved.signal_id,
        &binding,
        (&market, &decided),
    )
    .await
}

async fn each_binding(cx: &Cx, user_id: &UserId, signal_id: &SignalId) -> Result<()> {
    let db = cx.db()?;
    let Some(alert) = db
        .tenant(user_id)
        .first::<AlertRow>(&ALERT, params![signal_id])
        .await?
    else {
        return Ok(());
    };
    let strategy = alert.strategy.as_deref();
    let bindings: Vec<BindingRow> = db.tenant(user_id).all(&BINDINGS, params![strategy]).await?;
    let market = Market::of(cx, &alert).await?;
    for binding in bindings {
        if binding.symbol.is_some() && binding.symbol != market.symbol() {
            continue;
        }
        let known = row::of_pair(cx, user_id, signal_id, &binding.id).await?;
        let id = if let Some(known) = known {
            known
        } else {
            let now = clock::now();
            let decided = decided(cx, user_id, &alert, &binding, &market, now).await?;
            row::add(cx, user_id, signal_id, &binding, &market, &decided, now).await?
        };
        send(cx, user_id, &id).await?;
    }
    Ok(())
}

async fn decided(
    cx: &Cx,
    user_id: &UserId,
    alert: &AlertRow,
    binding: &BindingRow,
    market: &Market,
    now: Timestamp,
) -> Result<Decided> {
    let mut rules = binding.rules()?;
    // The button "send a test alert" shows what would happen.
    rules.dry_run |= alert.is_test();
    if alert.is_too_old(&rules, now) {
        return Ok(Decided::too_old());
    }
    let account = facts::account(cx, user_id, &binding.account_id).await?;
    let account = account.as_ref();
    Ok(decide::decide(&rules, alert, binding, market, account, now))
}

async fn complete(cx: &Cx, job: &Claimed) -> Result<()> {
    let db = cx.db()?;
    let mut batch = db.batch();
    job.complete(&mut batch)?;
    batch.run().await?;
    Ok(())
}

async fn retry(cx: &Cx, job: &Claimed, error: &Error) -> Result<Delivery> {
    let doubled = FIRST_WAIT_S << job.attempts.min(6);
    // What the log says of it may be more than its user should read.
    let code = to_problem(error).code;
    later(cx, job, &code, doubled.min(LONGEST_WAIT_S)).await
}

async fn later(cx: &Cx, job: &Claimed, why: &str, wait_s: i64) -> Result<Delivery> {
    let db = cx.db()?;
    let mut batch = db.batch();
    job.retry_later(&mut batch, clock::now().plus_seconds(wait_s), why)?;
    batch.run().await?;
    Ok(Delivery::Retry {
        delay_seconds: u32::try_from(wait_s).unwrap_or(1),
    })
}
