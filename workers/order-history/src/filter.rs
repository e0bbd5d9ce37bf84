//! What the lists can be filtered by, and the page that is asked for.

use pinewire_domain::{
    id::{BrokerAccountId, OrderId},
    symbol::Symbol,
};
use pinewire_shared::{
    Result,
    db::Param,
    http::{Problem, Request, page::Asked},
};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
struct Query {
    account_id: Option<String>,
    symbol: Option<String>,
    order_id: Option<String>,
    open: Option<bool>,
}

/// The filters of a list.
#[derive(Debug)]
pub(crate) struct Filter {
    page: Asked,
    account: Option<BrokerAccountId>,
    symbol: Option<Symbol>,
    order: Option<OrderId>,
    /// Whether only what is open is wanted.
    pub(crate) open: bool,
}

impl Filter {
    /// 422 that names the parameter that is wrong.
    pub(crate) fn of(request: &Request) -> Result<Self> {
        let query: Query = request.query()?;
        Ok(Self {
            page: Asked::by(request)?,
            account: parse(
                query.account_id.as_deref(),
                "account_id",
                "This is no account's id.",
            )?,
            symbol: parse(query.symbol.as_deref(), "symbol", "This is no symbol.")?,
            order: parse(query.order_id.as_deref(), "order_id", "This is no order's id.")?,
            open: query.open.unwrap_or(false),
        })
    }

    /// Rows of the page.
    pub(crate) const fn limit(&self) -> u32 {
        self.page.limit
    }

    /// ?2 and ?3 where the page begins, ?4 account, ?5 symbol, ?6 order, ?7 rows to read.
    pub(crate) fn params(&self) -> [Param; 6] {
        let (at, id) = self.page.before();
        let symbol = self.symbol.as_ref().map(|symbol| symbol.ticker().to_owned());
        let account = self.account.as_ref().map(|id| id.as_str().to_owned());
        let order = self.order.as_ref().map(|id| id.as_str().to_owned());
        [
            at.into(),
            id.into(),
            account.into(),
            symbol.into(),
            order.into(),
            (self.page.limit + 1).into(),
        ]
    }
}

fn parse<T: std::str::FromStr>(text: Option<&str>, field: &str, message: &str) -> Result<Option<T>> {
    let parsed = text.map(str::parse).transpose();
    parsed.map_err(|_| Problem::invalid(field, message).into())
}
