//! What an open chart asks several times a second. All of it is what the account's sequencer has stored; no poll costs a
//! call to the broker.

use pinewire_domain::{
    decimal::Decimal,
    trading::{
        broker_wire::{AccountMoney, AccountState, Balance, BrokerOrder, BrokerPosition},
        order::Side,
        sequencer::AccountView,
    },
};
use pinewire_shared::{
    Cx, Error, Result,
    http::{Request, Response},
    panel::{self, Look, answer, prices::Prices},
};

async fn view(cx: &Cx, request: &Request) -> Result<AccountView> {
    let (_, account) = panel::account(cx, request, Look::Recent).await?;
    panel::view(cx, &account).await
}

/// `GET /accounts/{id}/state`
pub(crate) async fn state(cx: Cx, request: Request) -> Result<Response> {
    let view = view(&cx, &request).await?;
    let prices = Prices::of(&cx, &view).await;
    let money = AccountMoney::of(&view, |symbol| prices.price(symbol));
    let money = money.ok_or_else(|| Error::retry("the account's figures are not read yet"))?;
    answer::data(AccountState::of(&money))
}

/// `GET /accounts/{id}/orders`
pub(crate) async fn orders(cx: Cx, request: Request) -> Result<Response> {
    let view = view(&cx, &request).await?;
    let told: Vec<BrokerOrder> = view
        .orders
        .iter()
        .map(|order| {
            let position = view.positions.iter().find(|held| held.symbol == order.symbol);
            BrokerOrder::of(order, position.map(|held| held.id.as_str()))
        })
        .collect();
    answer::data(told)
}

/// `GET /accounts/{id}/positions`
pub(crate) async fn positions(cx: Cx, request: Request) -> Result<Response> {
    let view = view(&cx, &request).await?;
    let prices = Prices::of(&cx, &view).await;
    let told: Vec<BrokerPosition> = view
        .positions
        .iter()
        .filter_map(|position| BrokerPosition::of(position, prices.price(&position.symbol)))
        .collect();
    answer::data(told)
}

/// `GET /accounts/{id}/balances`: the money, and what is held.
pub(crate) async fn balances(cx: Cx, request: Request) -> Result<Response> {
    let view = view(&cx, &request).await?;
    let prices = Prices::of(&cx, &view).await;
    let figures = view
        .figures
        .ok_or_else(|| Error::retry("the account's figures are not read yet"))?;
    let mut told = vec![Balance::of("USD", figures.cash, Decimal::ZERO, None)];
    for position in &view.positions {
        let value = prices
            .price(&position.symbol)
            .map(|price| (position.quantity.saturating_mul(price), "USD"));
        let reserved = view
            .orders
            .iter()
            .filter(|order| order.symbol == position.symbol && order.side == Side::Sell)
            .filter(|order| !order.status.is_final())
            .filter_map(|order| Some(order.quantity?.saturating_sub(order.filled_quantity)))
            .max();
        let ticker = position.symbol.ticker();
        told.push(Balance::of(
            ticker
                .strip_suffix("USD")
                .filter(|coin| !coin.is_empty())
                .unwrap_or(ticker),
            position.quantity,
            reserved.unwrap_or_default(),
            value,
        ));
    }
    answer::data(told)
}
