//! `GET /api/brokers`: where accounts can be linked, and what is to be accepted before.

use pinewire_domain::trading::broker::{Broker, Environment};
use pinewire_shared::{
    Cx, Result,
    http::{Request, Response, response},
};
use serde::Serialize;

use crate::{
    agreement::{self, AgreementView},
    region,
};

/// Where accounts can be linked.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct Catalogue {
    /// The brokers.
    brokers: Vec<BrokerView>,
    /// What is to be accepted before.
    agreement: AgreementView,
    /// Where the caller is.
    region: Region,
}

/// A broker.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct BrokerView {
    /// Its id.
    id: Broker,
    /// Its name.
    name: &'static str,
    /// What accounts there can be.
    environments: &'static [Environment],
    /// `oauth`: the owner signs in at the broker (`POST /api/brokers/{id}/link`); `create`: an account is made here
    /// (`POST /api/brokers/paper/accounts`).
    link: &'static str,
}

/// Where the caller is, as the network tells.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct Region {
    /// ISO 3166-1 alpha-2; null where it is not known.
    country: Option<String>,
    /// Whether accounts can be linked there.
    is_allowed: bool,
}

/// Brokers, and what to accept before linking
#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/api/brokers", tag = "brokers",
    responses((status = 200, description = "Where accounts can be linked", body = Catalogue))
))]
pub(crate) async fn list_brokers(cx: Cx, request: Request) -> Result<Response> {
    let country = region::of(&request);
    let brokers = Broker::ALL.iter().map(|broker| BrokerView {
        id: *broker,
        name: broker.title(),
        environments: broker.environments(),
        link: match broker {
            Broker::Alpaca => "oauth",
            Broker::Paper => "create",
        },
    });
    response::json(&Catalogue {
        brokers: brokers.collect(),
        agreement: agreement::current(&cx, cx.user_id()?).await?,
        region: Region {
            is_allowed: region::is_allowed(&cx, country.as_deref()),
            country,
        },
    })
}
