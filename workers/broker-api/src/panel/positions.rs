//! Positions: given a target and a stop, turned, closed.

use pinewire_domain::{
    decimal::Decimal,
    id::{BrokerAccountId, PositionId},
    trading::{
        broker_wire::{OrderForm, read_brackets},
        order::Side,
        sequencer::{Command, Facts, PositionView},
    },
};
use pinewire_shared::{
    Cx, Result,
    http::{Problem, Request, Response},
};
use serde::Deserialize;

use super::{poll, wish};
use crate::{
    answer,
    caller::{self, Look},
    oauth::form,
};

#[derive(Deserialize)]
struct Close {
    /// Units; all without.
    amount: Option<String>,
}

/// `PUT /accounts/{id}/positions/{positionId}`: with a side it is turned, else its target and stop are set.
pub(crate) async fn change(cx: Cx, mut request: Request) -> Result<Response> {
    let (account, position) = find(&cx, &request).await?;
    let query = wish::query(&request)?;
    let input: OrderForm = form(&mut request).await?;
    let symbol = position.symbol.clone();
    let side = input
        .side
        .as_deref()
        .map(str::trim)
        .filter(|side| !side.is_empty());
    let command = if let Some(side) = side {
        let side: Side = side
            .parse()
            .map_err(|_| Problem::invalid("side", "Use buy or sell."))?;
        if Side::reducing(position.quantity) != Some(side) {
            let detail = "The position is on that side already.";
            return Err(Problem::conflict(detail).into());
        }
        Command::Reverse { symbol }
    } else {
        let (take_profit, stop_loss) = read_brackets(&input).map_err(wish::invalid)?;
        Command::Protect {
            symbol,
            take_profit,
            stop_loss,
        }
    };
    carry_out(&cx, &account, &query, command, &position).await
}

/// `DELETE /accounts/{id}/positions/{positionId}`
pub(crate) async fn close(cx: Cx, mut request: Request) -> Result<Response> {
    let (account, position) = find(&cx, &request).await?;
    let query = wish::query(&request)?;
    let input: Close = form(&mut request).await?;
    let quantity = input
        .amount
        .filter(|amount| !amount.trim().is_empty())
        .map(|amount| Decimal::parse(amount.trim()))
        .transpose()
        .map_err(|_| Problem::invalid("amount", "Use a number such as 10."))?;
    let command = Command::Close {
        symbol: position.symbol.clone(),
        quantity,
    };
    carry_out(&cx, &account, &query, command, &position).await
}

async fn carry_out(
    cx: &Cx,
    account: &BrokerAccountId,
    query: &wish::WishQuery,
    command: Command,
    position: &PositionView,
) -> Result<Response> {
    // What is held can be closed also when it is not listed any more.
    let instrument = wish::instrument(cx, Some(&position.symbol.to_string()))
        .await
        .ok();
    let facts: Facts = wish::facts(cx, instrument, &position.symbol).await;
    wish::carry_out(cx, account, query, command, facts).await?;
    answer::done()
}

async fn find(cx: &Cx, request: &Request) -> Result<(BrokerAccountId, PositionView)> {
    let (_, account) = caller::account(cx, request, Look::Now).await?;
    let id: PositionId = request.id("position", "position")?;
    let view = poll::view_of(cx, &account).await?;
    let position = view.positions.into_iter().find(|position| position.id == id);
    let position = position.ok_or_else(|| Problem::not_found("position"))?;
    Ok((account, position))
}
