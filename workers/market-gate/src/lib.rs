//! The `market-gate` worker: the Durable Object [`MarketGate`], the only way to the vendor of market data. The `datafeed`
//! worker asks it for what it has not kept, the `symbols` worker which stocks there are; nobody else does.

mod calendar;
mod chunk;
mod gate;
mod health;
mod live;
mod pace;
mod quotes;
mod stocks;

use pinewire_shared::{
    http::{Access, Limit, Route},
    routes, serve_worker,
};

pub use gate::MarketGate;

const ROUTES: &[Route] = routes! {
    GET "/health/live" => health::live, Access::Public, Limit::None;
};

/// All routes.
pub static TABLES: &[&[Route]] = &[ROUTES];

serve_worker!("market-gate", TABLES, public);
