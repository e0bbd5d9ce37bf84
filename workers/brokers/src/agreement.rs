//! `POST /api/brokers/agreement`: the risk disclosure and the terms are accepted, once for each version, for the record.

use pinewire_domain::{id::UserId, time::Timestamp};
use pinewire_shared::{
    Cx, Result,
    audit::{self, Actor},
    db::{Batch, FromRow},
    http::{Problem, Request, Response, response},
    params, sql,
    trading::agreement::{RISKS, TERMS, VERSION},
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{account, region};

sql! {
    tenant ACCEPTED = "SELECT version, accepted_at FROM broker_agreements WHERE user_id = ?1 AND version = ?2";
    /// ?2 version, ?3 now, ?4 address, ?5 agent, ?6 country. The first time counts.
    tenant ACCEPT = "INSERT INTO broker_agreements (user_id, version, accepted_at, ip, user_agent, country)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (user_id, version) DO NOTHING";
}

/// What is to be accepted before the first account is linked.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct AgreementView {
    /// The version of both texts; to be sent as `version`.
    version: &'static str,
    /// The risk disclosure.
    risks: &'static str,
    /// The terms.
    terms: &'static str,
    /// When the caller accepted this version; null if they have not.
    accepted_at: Option<Timestamp>,
}

/// The caller accepts the texts of that version.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct Acceptance {
    /// The version that was shown: `agreement.version` of `GET /api/brokers`.
    version: String,
}

#[derive(Debug, FromRow)]
struct Accepted {
    accepted_at: Timestamp,
}

/// Accept the risk disclosure and the terms
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/brokers/agreement", tag = "brokers", request_body = Acceptance,
    responses(
        (status = 200, description = "Accepted; the first time counts", body = AgreementView),
        (status = 403, description = "Trading is not offered in this country", body = pinewire_shared::http::ProblemBody),
        (status = 422, description = "Another version counts today", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn accept_risks(cx: Cx, mut request: Request) -> Result<Response> {
    region::check(&cx, &request)?;
    let input: Acceptance = request.json().await?;
    if input.version != VERSION {
        let message = format!("Version {VERSION} counts today: GET /api/brokers shows it.");
        return Err(Problem::invalid("version", message).into());
    }
    let user_id = *cx.user_id()?;
    let (ip, agent, country) = (request.client_ip(), request.user_agent(), region::of(&request));
    let entry = audit::Entry {
        actor: Actor::of(&cx),
        action: "broker_agreement.accept",
        subject_id: Some(user_id.as_str()),
        detail: json!({ "version": VERSION }),
    };
    audit::commit(&cx, &entry, |batch: &mut Batch<'_>| {
        let params = params![VERSION, cx.now(), ip.as_str(), agent.as_str(), country.as_deref()];
        batch.tenant(&user_id, &ACCEPT, params).map(|_| ())
    })
    .await?;
    // Accounts that waited for a new version.
    account::tell_sequencers(&cx, &user_id).await?;
    response::json(&current(&cx, &user_id).await?)
}

/// The texts that count today, and whether this user has accepted them.
pub(crate) async fn current(cx: &Cx, user_id: &UserId) -> Result<AgreementView> {
    Ok(AgreementView {
        version: VERSION,
        risks: RISKS,
        terms: TERMS,
        accepted_at: accepted_at(cx, user_id).await?,
    })
}

/// 409 before the texts that count today are accepted.
pub(crate) async fn require(cx: &Cx, user_id: &UserId) -> Result<()> {
    if accepted_at(cx, user_id).await?.is_some() {
        return Ok(());
    }
    let detail = "Read and accept the risk disclosure and the terms first: POST /api/brokers/agreement.";
    Err(Problem::new(409, "agreement_required", detail).into())
}

async fn accepted_at(cx: &Cx, user_id: &UserId) -> Result<Option<Timestamp>> {
    let db = cx.db()?;
    let row: Option<Accepted> = db.tenant(user_id).first(&ACCEPTED, params![VERSION]).await?;
    Ok(row.map(|row| row.accepted_at))
}
