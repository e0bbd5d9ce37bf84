//! Whose hook it is, and whether the shop has signed what came.

use pinewire_domain::{
    id::{PurchaseHookId, UserId},
    standard_webhooks::{SigningSecret, signed_content, verify as is_signed},
    time::Timestamp,
};
use pinewire_shared::{
    Cx, Error, Result,
    db::FromRow,
    http::{Problem, Request},
    intake::token,
    params,
    purchases::secret,
    sql,
};

/// How old, or how far ahead, a message may be: the specification's own libraries allow as much.
const TOLERANCE_MS: i64 = 5 * 60 * 1000;

sql! {
    /// ?1 hash of the token, ?2 now.
    system BY_TOKEN = "SELECT h.id, h.user_id, h.is_enabled, h.secret_sealed, h.previous_secret_sealed, h.previous_secret_until
        FROM purchase_hooks AS h JOIN users AS u ON u.id = h.user_id
        WHERE (h.token_hash = ?1 OR (h.previous_token_hash = ?1 AND h.previous_token_until > ?2)) AND u.status = 'active'";
}

/// A hook, as far as receiving needs it.
#[derive(Debug, FromRow)]
pub(super) struct Hook {
    pub(super) id: PurchaseHookId,
    pub(super) user_id: UserId,
    is_enabled: bool,
    secret_sealed: String,
    previous_secret_sealed: Option<String>,
    previous_secret_until: Option<Timestamp>,
}

pub(super) async fn find(cx: &Cx, token: &str) -> Result<Hook> {
    let params = params![token::hash(token), cx.now()];
    let hook: Option<Hook> = cx.db()?.system().first(&BY_TOKEN, params).await?;
    let hook = hook.ok_or_else(|| Problem::not_found("purchase hook"))?;
    if hook.is_enabled {
        Ok(hook)
    } else {
        Err(Problem::new(401, "hook_disabled", "This purchase hook is disabled.").into())
    }
}

/// 401 unless the body carries a signature of the hook's secret, or of the one before while that is being replaced.
pub(super) fn verify(cx: &Cx, hook: &Hook, request: &Request, body: &str) -> Result<()> {
    let header = |name: &str| {
        request.header(name).ok_or_else(|| {
            let detail =
                format!("Sign the request by the Standard Webhooks specification: {name} is missing.");
            Error::from(Problem::new(401, "signature_missing", detail))
        })
    };
    let (id, sent, signature) = (
        header("webhook-id")?,
        header("webhook-timestamp")?,
        header("webhook-signature")?,
    );
    let seconds: Option<i64> = sent
        .trim()
        .parse()
        .ok()
        .filter(|seconds: &i64| seconds.abs() < 1 << 40);
    let at = Timestamp::from_millis(seconds.unwrap_or_default() * 1000);
    if (cx.now() - at).abs() > TOLERANCE_MS {
        let detail = "webhook-timestamp is more than five minutes off. Sign again with the present time.";
        return Err(Problem::new(401, "signature_expired", detail).into());
    }
    // As the header has it: `01` and `1` are two contents.
    let content = if seconds.is_some_and(|seconds| seconds.to_string() == sent) {
        signed_content(&id, at, body)
    } else {
        return Err(wrong());
    };
    for secret in secrets(cx, hook)? {
        if is_signed(&secret, &content, &signature) {
            return Ok(());
        }
    }
    Err(wrong())
}

fn secrets(cx: &Cx, hook: &Hook) -> Result<Vec<SigningSecret>> {
    let present = secret::open(cx, &hook.user_id, &hook.id, secret::PRESENT, &hook.secret_sealed)?;
    let mut secrets = vec![present];
    let overlaps = hook.previous_secret_until.is_some_and(|until| until > cx.now());
    if let Some(previous) = hook.previous_secret_sealed.as_ref().filter(|_| overlaps) {
        let column = secret::PREVIOUS;
        secrets.push(secret::open(cx, &hook.user_id, &hook.id, column, previous)?);
    }
    Ok(secrets)
}

fn wrong() -> Error {
    let detail = "The signature does not fit the body and the hook's secret.";
    Problem::new(401, "signature_wrong", detail).into()
}
