//! `POST /api/access`: access for one user to one script.

use pinewire_domain::{
    access::{duration::GrantDuration, expiry::Expiry, username::Username},
    id::{GrantId, UserId},
    time::{DAY_MS, Timestamp},
};
use pinewire_shared::{
    Cx, Result,
    access::{self, Grant, Origin, Source, Term, WantedChange},
    db::FromRow,
    http::{Problem, Request, Response, parse_json, response},
    idempotency, params, sql, tradingview,
};
use serde::Deserialize;

sql! {
    /// ?2 script, ?3 the name's key.
    /// A key of a request (?2) is remembered as long as any Idempotency-Key: it may come again later. ?3 a day ago.
    tenant FORGET_KEY = "UPDATE access_intents SET idempotency_key = NULL
        WHERE user_id = ?1 AND idempotency_key = ?2 AND created_at <= ?3";
    tenant OF_USER = "SELECT id FROM access_grants WHERE user_id = ?1 AND script_id = ?2 AND username_key = ?3";
}

#[derive(Debug, FromRow)]
struct Found {
    id: GrantId,
}

/// The access that is wanted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct NewGrant {
    /// The script's id, or TradingView's `PUB;…`.
    script_id: String,
    /// The buyer on TradingView, in any spelling.
    username: String,
    /// How much time, added to what there is: `7D`, `2W`, `1M`, `1Y`, or `1L` for a lifetime. The script's default if
    /// neither this nor `expires_at` is given.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "30D"))]
    duration: Option<GrantDuration>,
    /// Instead: the exact end.
    expires_at: Option<Timestamp>,
    /// Whether it is a trial: only for who never had access.
    #[serde(default)]
    trial: bool,
}

/// Give access
///
/// The change is written down and carried out within seconds; follow it by the grant's id. Time is added to whichever is
/// later, now or the present end.
#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/api/access", tag = "access", request_body = NewGrant,
    params(("Idempotency-Key" = Option<String>, Header, description = "Sent again with the same key, the request is answered as the first time")),
    responses(
        (status = 202, description = "It is being carried out", body = Grant),
        (status = 422, description = "A field is wrong, or TradingView has no such user", body = pinewire_shared::http::ProblemBody),
    )
))]
pub(crate) async fn create_grant(cx: Cx, mut request: Request) -> Result<Response> {
    let body = request.json_bytes().await?;
    let key = request.header(idempotency::HEADER);
    idempotency::run(&cx, &request, &body, async |_| create(&cx, key, &body).await).await
}

async fn create(cx: &Cx, key: Option<String>, body: &[u8]) -> Result<Response> {
    let input: NewGrant = parse_json(body)?;
    let name =
        Username::parse(&input.username).map_err(|error| Problem::invalid("username", error.to_string()))?;
    let script = access::requested_script(cx, &input.script_id).await?;
    let term = Term {
        duration: input.duration,
        expires_at: input.expires_at.map(Expiry::At),
        is_trial: input.trial,
    };
    let change = term
        .change(&script, cx.now())
        .map_err(|error| Problem::validation(vec![error]))?;
    let username = exact(cx, name).await?;
    let user_id = *cx.user_id()?;
    let wish = WantedChange {
        // Whatever happens between the effect and its answer, the same request has one effect.
        idempotency_key: key.map(|key| format!("request:{key}")),
        ..WantedChange::new(script.id, username, change, cx.now())?
    };
    want(cx, &user_id, &wish).await
}

/// Writes one wish down, has it taken up, and answers with the grant.
pub(super) async fn want(cx: &Cx, user_id: &UserId, wish: &WantedChange) -> Result<Response> {
    let db = cx.db()?;
    let mut batch = db.batch();
    let forgotten = cx.now().plus_millis(-DAY_MS);
    batch.tenant(
        user_id,
        &FORGET_KEY,
        params![wish.idempotency_key.as_deref(), forgotten],
    )?;
    let wishes = std::slice::from_ref(wish);
    access::request_changes(&mut batch, user_id, wishes, Origin::of(Source::Api), cx.now())?;
    batch.tenant(user_id, &OF_USER, params![&wish.script_id, wish.username.key()])?;
    let found: Option<Found> = batch.run().await?.first(1 + access::STATEMENTS)?;
    let id = found.ok_or_else(access::no_such_grant)?.id;
    access::wake(cx, *user_id);
    let grant: Grant = access::find_grant(cx, user_id, &id).await?;
    response::json_with_status(202, &grant)
}

/// The spelling that TradingView knows; 422 if it knows no such user. If it does not say, the name as it is: the
/// sequencer finds out.
async fn exact(cx: &Cx, name: Username) -> Result<Username> {
    match tradingview::known_user(cx, &name).await? {
        Ok(known) => {
            let spelling = known.username.ok_or_else(|| {
                let message = "TradingView has no user with this name. Ask the buyer for the exact username.";
                Problem::invalid("username", message)
            })?;
            Ok(Username::parse(&spelling).unwrap_or(name))
        }
        Err(_) => Ok(name),
    }
}
