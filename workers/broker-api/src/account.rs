//! What a panel reads once, when it signs in: `/config`, `/accounts`, `/accounts/{id}/instruments`.

use pinewire_domain::trading::{
    broker::{Environment, LinkStatus},
    broker_wire::{BrokerAccount, BrokerConfig, BrokerInstrument},
    order::MarketKind,
};
use pinewire_shared::{
    Cx, Result,
    http::{Request, Response},
    panel::{self, Look, answer},
    trading::{accounts as linked, market},
};

/// `GET /config`
pub(crate) async fn config(cx: Cx, request: Request) -> Result<Response> {
    panel::panel(&cx, &request, Look::Now).await?;
    answer::data(BrokerConfig::new())
}

/// `GET /accounts`: those that are linked. One whose link is broken is shown, and says so when something is ordered.
pub(crate) async fn accounts(cx: Cx, request: Request) -> Result<Response> {
    let caller = panel::panel(&cx, &request, Look::Now).await?;
    let accounts = linked::of_user(&cx, &caller.user_id).await?;
    let told: Vec<BrokerAccount> = accounts
        .iter()
        .filter(|account| account.status != LinkStatus::Revoked)
        .map(|account| {
            let is_live = account.environment == Environment::Live;
            BrokerAccount::of(account.id, &account.name, is_live, MarketKind::ALL)
        })
        .collect();
    answer::data(told)
}

/// `GET /accounts/{id}/instruments`
pub(crate) async fn instruments(cx: Cx, request: Request) -> Result<Response> {
    panel::account(&cx, &request, Look::Now).await?;
    let listings = market::listings(&cx).await?;
    let told: Vec<BrokerInstrument> = listings
        .iter()
        .map(|listing| BrokerInstrument::of(&listing.instrument, &listing.description))
        .collect();
    answer::data(told)
}
