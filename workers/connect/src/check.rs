//! `POST /api/connect/test`: whose cookies these are, without storing anything.

use pinewire_shared::{
    Cx, Result,
    http::{Request, Response, response},
    tradingview::Probe,
};
use serde::Serialize;

use crate::{
    credentials::{self, Given},
    owner,
};

/// A TradingView account.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct TradingViewAccount {
    /// TradingView's number of the account.
    pub(crate) id: i64,
    /// Exact spelling.
    pub(crate) username: String,
    /// Its picture.
    pub(crate) avatar_url: Option<String>,
    /// Its subscription, in TradingView's word.
    pub(crate) plan: Option<String>,
    /// Its coins.
    pub(crate) coins: Option<i64>,
    /// Its balance in the partner programme, an exact decimal.
    pub(crate) partner_balance: Option<String>,
    /// In which currency.
    pub(crate) partner_currency: Option<String>,
}

impl From<Probe> for TradingViewAccount {
    fn from(Probe { visitor, balance }: Probe) -> Self {
        Self {
            id: visitor.id,
            username: visitor.username,
            avatar_url: visitor.avatar_url,
            plan: visitor.plan,
            coins: balance.as_ref().map(|balance| balance.coins),
            partner_balance: balance
                .as_ref()
                .and_then(|balance| balance.partner_fiat_balance.clone()),
            partner_currency: balance.and_then(|balance| balance.currency),
        }
    }
}

/// See whose cookies these are
///
/// Nothing is stored.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/connect/test", tag = "connection", request_body = Given,
    responses(
        (status = 200, description = "The account that they belong to", body = TradingViewAccount),
        (status = 409, description = "The account can't be connected now", body = pinewire_shared::http::ProblemBody),
        (status = 422, description = "They are not accepted, or a captcha or code is wanted", body = pinewire_shared::http::ProblemBody),
        (status = 503, description = "TradingView could not be asked", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn test_connection(cx: Cx, mut request: Request) -> Result<Response> {
    let given: Given = request.json().await?;
    let credentials = given.parse()?;
    let verified = credentials::verify(&cx, credentials).await?;
    owner::connection_to(&cx, verified.probe.visitor.id).await?;
    response::json(&TradingViewAccount::from(verified.probe))
}
