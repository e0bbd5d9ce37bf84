//! The public keys of a Supabase project (a JSON Web Key Set, RFC 7517), cached for ten minutes: as long as Supabase's own
//! edge caches them, so that a key is announced that long before it signs. A token that names an unknown key never
//! causes another look, or anyone could make us ask the vendor as often as they like.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    Cx, Error, Result,
    egress::{self, Call, Vendor},
    log,
};

const PATH: &str = "/auth/v1/.well-known/jwks.json";
const CACHED_SECONDS: u64 = 600;
const PATIENCE: Duration = Duration::from_secs(5);

#[derive(Debug, Serialize, Deserialize)]
struct KeySet {
    keys: Vec<Value>,
}

/// The published key that a token names, if it is one for this algorithm.
pub(super) async fn find(
    cx: &Cx,
    project: &str,
    kid: Option<&str>,
    algorithm: &str,
) -> Result<Option<Value>> {
    let Some(kid) = kid else { return Ok(None) };
    let set = load(cx, project).await?;
    Ok(set.keys.into_iter().find(|key| is_for(key, kid, algorithm)))
}

/// The kind of a key decides what it verifies; where the key itself says what it is for, that counts too.
fn is_for(key: &Value, id: &str, algorithm: &str) -> bool {
    let text = |member| key.get(member).and_then(Value::as_str);
    let kind = match algorithm {
        "ES256" => "EC",
        "RS256" => "RSA",
        _ => return false,
    };
    text("kid") == Some(id)
        && text("kty") == Some(kind)
        && text("alg").is_none_or(|alg| alg == algorithm)
        && text("use").is_none_or(|usage| usage == "sig")
}

/// A cache that is down costs a look at the vendor, not the sign-in.
async fn load(cx: &Cx, project: &str) -> Result<KeySet> {
    let name = format!("supabase-jwks:{project}");
    let kv = cx.kv()?;
    match kv.get::<KeySet>(&name).await {
        Ok(Some(keys)) => return Ok(keys),
        Ok(None) => {}
        Err(error) => warn(cx, &error),
    }
    let keys = fetch(cx).await?;
    if let Err(error) = kv.put(&name, &keys, CACHED_SECONDS).await {
        warn(cx, &error);
    }
    Ok(keys)
}

async fn fetch(cx: &Cx) -> Result<KeySet> {
    let call = Call {
        method: worker::Method::Get,
        path: PATH,
        headers: &[],
        body: None,
    };
    let answer = egress::call(cx, Vendor::Supabase, call, PATIENCE).await?;
    if answer.status != 200 {
        return Err(Error::retry(format_args!(
            "Supabase's key set answered {}",
            answer.status
        )));
    }
    serde_json::from_str(&answer.body)
        .map_err(|error| Error::retry(format_args!("Supabase's key set: {error}")))
}

fn warn(cx: &Cx, error: &Error) {
    log::warn(cx, "key_set_not_cached", json!({ "error": error.to_string() }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_of_a_key_decides_what_it_verifies() {
        let ec = json!({ "kid": "1", "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig" });
        let rsa = json!({ "kid": "2", "kty": "RSA" });
        assert!(is_for(&ec, "1", "ES256") && is_for(&rsa, "2", "RS256"));
        for (key, kid, algorithm) in [
            (&ec, "1", "RS256"),
            (&ec, "2", "ES256"),
            (&ec, "", "ES256"),
            (&rsa, "2", "ES256"),
            (&rsa, "2", "HS256"),
            (&rsa, "2", "none"),
        ] {
            assert!(!is_for(key, kid, algorithm), "{key} {kid} {algorithm}");
        }
    }

    #[test]
    fn a_key_for_something_else_verifies_nothing() {
        let secret = json!({ "kid": "1", "kty": "oct", "k": "AAAA" });
        assert!(!is_for(&secret, "1", "HS256") && !is_for(&secret, "1", "ES256"));
        let encrypts = json!({ "kid": "1", "kty": "EC", "use": "enc" });
        let other = json!({ "kid": "1", "kty": "EC", "alg": "ES384" });
        assert!(!is_for(&encrypts, "1", "ES256") && !is_for(&other, "1", "ES256"));
    }
}
