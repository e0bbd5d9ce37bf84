//! Calls to Alpaca.

use std::rc::Rc;

use pinewire_domain::trading::sequencer::{Answer, CallRef, Effect, Input};
use pinewire_shared::{
    Cx, Error, Result,
    alpaca::trading::{Client, Reply},
    clock,
    trading::accounts::{self, BrokerAccount},
};

use super::answered;
use crate::account::Account;

/// What is noted of a link that Alpaca does not accept any more.
const UNLINKED: &str = "Alpaca does not accept this link any more. Link the account again.";
/// How long a call waits that could not be made because the account has no token.
const NO_TOKEN_MS: i64 = 30_000;

pub(super) async fn carry_out(account: &Rc<Account>, effect: Effect) -> Result<()> {
    let (cx, row) = (account.cx()?, account.row()?);
    let Some(token) = accounts::open_token(&cx, &row)? else {
        if let Some(call) = call_of(&effect) {
            let until = clock::now().plus_millis(NO_TOKEN_MS);
            account.take(answered(call, Answer::Throttled { until }));
        }
        return Ok(());
    };
    let client = Client::new(&cx, row.environment, &token);
    let reply = match effect {
        Effect::Submit {
            call,
            client_order_id,
            request,
        } => (call, client.submit(&request, &client_order_id).await),
        Effect::Cancel { call, venue_order_id } => (call, client.cancel(&venue_order_id).await),
        Effect::LookUp { call, by } => (call, client.look_up(&by).await),
        Effect::Snapshot => return snapshot(account, &cx, &row, &client).await,
        Effect::Project { .. } => return Err(Error::bug("a venue does not project")),
    };
    let (
        call,
        Reply {
            answer,
            is_token_refused,
        },
    ) = reply;
    account.take(answered(call, answer));
    note_token(account, &cx, &row, is_token_refused).await
}

async fn snapshot(account: &Rc<Account>, cx: &Cx, row: &BrokerAccount, client: &Client<'_>) -> Result<()> {
    let reply = client.snapshot(clock::now()).await?;
    if let Some(snapshot) = reply.answer {
        account.take(Input::Snapshot(Box::new(snapshot)));
    }
    note_token(account, cx, row, reply.is_token_refused).await
}

/// Nothing is ordered any more by a link that is broken, and its owner is told.
async fn note_token(account: &Rc<Account>, cx: &Cx, row: &BrokerAccount, is_refused: bool) -> Result<()> {
    if is_refused && accounts::mark_error(cx, row, UNLINKED).await? {
        account.read_settings().await?;
    }
    Ok(())
}

fn call_of(effect: &Effect) -> Option<CallRef> {
    match effect {
        Effect::Submit { call, .. } | Effect::Cancel { call, .. } | Effect::LookUp { call, .. } => {
            Some(*call)
        }
        Effect::Snapshot | Effect::Project { .. } => None,
    }
}
