//! Positions: given a target and a stop, turned, closed.

use pinewire_domain::{
    decimal::Decimal,
    id::{BrokerAccountId, PositionId},
    symbol::Symbol,
    trading::{
        broker_wire::read_brackets,
        order::Side,
        sequencer::{Command, Facts},
    },
};
use pinewire_shared::{
    Cx, Result,
    http::{Problem, Request, Response},
    panel::{self, Fields, Look, answer},
};
use serde::Deserialize;

use crate::wish::{self, Query};

/// What is needed of an account's view.
#[derive(Deserialize)]
pub(crate) struct Positions {
    pub(crate) positions: Vec<Held>,
}

/// What is needed of a position.
#[derive(Deserialize)]
pub(crate) struct Held {
    id: PositionId,
    pub(crate) symbol: Symbol,
    /// Below nought when short.
    pub(crate) quantity: Decimal,
}

/// `PUT /accounts/{id}/positions/{positionId}`: with a side it is turned, else its target and stop are set.
pub(crate) async fn change(cx: Cx, mut request: Request) -> Result<Response> {
    let (account, position) = find(&cx, &request).await?;
    let query = Query::of(&request);
    let input = wish::form(&mut request).await?;
    let symbol = position.symbol.clone();
    let command = if let Some(side) = &input.side {
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
    let query = Query::of(&request);
    let form = Fields::of_form(&mut request).await?;
    // All of it, without an amount.
    let quantity: Option<Decimal> = form.parsed("amount")?;
    let command = Command::Close {
        symbol: position.symbol.clone(),
        quantity,
    };
    carry_out(&cx, &account, &query, command, &position).await
}

async fn carry_out(
    cx: &Cx,
    account: &BrokerAccountId,
    query: &Query,
    command: Command,
    position: &Held,
) -> Result<Response> {
    // What is held can be closed also when it is not listed any more.
    let instrument = wish::instrument(cx, Some(&position.symbol.to_string()))
        .await
        .ok();
    let facts: Facts = wish::facts(cx, instrument, &position.symbol).await;
    wish::carry_out(cx, account, query, command, facts).await?;
    answer::done()
}

async fn find(cx: &Cx, request: &Request) -> Result<(BrokerAccountId, Held)> {
    let (_, account) = panel::account(cx, request, Look::Now).await?;
    let id: PositionId = request.id("position", "position")?;
    let view: Positions = panel::view(cx, &account).await?;
    let position = view.positions.into_iter().find(|position| position.id == id);
    let position = position.ok_or_else(|| Problem::not_found("position"))?;
    Ok((account, position))
}
