//! Access tokens of Supabase Auth, which the older front ends hold. Accepted when `SUPABASE_URL` names a project.
//!
//! The key is chosen by `kid` from the project's key set and its kind decides the algorithm: EC keys verify ES256, RSA
//! keys RS256, the shared secret (`SUPABASE_JWT_SECRET`) HS256 where the token names no published key. The header can't
//! choose another pair. Anonymous and service keys are signed with the same secret, so that audience and role count.
//!
//! Who comes with such a token for the first time gets an account of their own, whatever address the token says: see
//! [`provisioning`]. If they erase it while the token lives (an hour by default), the next request makes a new one.
//!
//! Source: Supabase's documentation of JWTs and signing keys; RFC 7517, 7518.

use pinewire_domain::{
    auth::{Credential, Principal, Role},
    id::UserId,
    time::Timestamp,
};
use serde::Deserialize;

use super::{access_token::decode, key_set};
use crate::{
    Cx, Error, Result,
    crypto::{self, web_crypto},
    db::FromRow,
    http::Problem,
    params, provisioning, sql,
};

const PROVIDER: &str = "supabase";

sql! {
    /// ?1 provider, ?2 subject.
    system KNOWN = "SELECT u.id, u.role, u.status FROM external_identities e JOIN users u ON u.id = e.user_id
        WHERE e.provider = ?1 AND e.subject = ?2";
}

#[derive(Debug, Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Claims {
    iss: String,
    aud: Audience,
    role: String,
    sub: String,
    exp: i64,
    nbf: Option<i64>,
    #[serde(default)]
    email: String,
    #[serde(default)]
    is_anonymous: bool,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

#[derive(Debug, FromRow)]
struct Row {
    id: UserId,
    role: Role,
    status: String,
}

/// The caller that a Supabase token stands for. The first one of a person makes their account here.
pub(super) async fn identify(cx: &Cx, token: &str) -> Result<Principal> {
    let Some(project) = cx.var("SUPABASE_URL") else {
        return Err(refusal().into());
    };
    let claims = verify(cx, token, project.trim_end_matches('/')).await?;
    let row = if let Some(row) = known(cx, &claims.sub).await? {
        row
    } else {
        provisioning::external_user(cx, PROVIDER, &claims.sub, &claims.email).await?;
        known(cx, &claims.sub)
            .await?
            .ok_or_else(|| Error::bug("the account of an identity was not made"))?
    };
    if row.status != "active" {
        return Err(super::account_disabled().into());
    }
    Ok(Principal {
        user_id: row.id,
        role: row.role,
        credential: Credential::External,
    })
}

async fn known(cx: &Cx, subject: &str) -> Result<Option<Row>> {
    cx.db()?.system().first(&KNOWN, params![PROVIDER, subject]).await
}

async fn verify(cx: &Cx, token: &str, project: &str) -> Result<Claims> {
    let (signed, signature) = token.rsplit_once('.').ok_or_else(refusal)?;
    let (header, claims) = signed.split_once('.').ok_or_else(refusal)?;
    let header: Header = decode(header).ok_or_else(refusal)?;
    let signature = web_crypto::from_base64url(signature).ok_or_else(refusal)?;
    let good = match header.alg.as_str() {
        "HS256" => cx.var("SUPABASE_JWT_SECRET").is_some_and(|secret| {
            crypto::equal(
                &signature,
                &crypto::hmac_sha256_with(secret.as_bytes(), signed.as_bytes()),
            )
        }),
        "ES256" | "RS256" => match key_set::find(cx, project, header.kid.as_deref(), &header.alg).await? {
            Some(key) => web_crypto::verify(&header.alg, &key, &signature, signed.as_bytes()).await?,
            None => false,
        },
        _ => false,
    };
    let claims: Claims = if good {
        decode(claims).ok_or_else(refusal)?
    } else {
        return Err(refusal().into());
    };
    check(&claims, project, cx.now())?;
    Ok(claims)
}

fn check(claims: &Claims, project: &str, now: Timestamp) -> Result<()> {
    let seconds = now.as_millis().div_euclid(1000);
    let audience = match &claims.aud {
        Audience::One(one) => one == "authenticated",
        Audience::Many(many) => many.iter().any(|one| one == "authenticated"),
    };
    let is_a_person =
        audience && claims.role == "authenticated" && !claims.is_anonymous && !claims.sub.is_empty();
    if claims.iss != format!("{project}/auth/v1")
        || !is_a_person
        || claims.nbf.is_some_and(|nbf| nbf > seconds + 5)
    {
        return Err(refusal().into());
    }
    if claims.exp <= seconds {
        return Err(Problem::new(
            401,
            "token_expired",
            "The access token has expired. Refresh the session.",
        )
        .into());
    }
    Ok(())
}

fn refusal() -> Problem {
    Problem::unauthenticated("The access token is not valid. Sign in again.")
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    const PROJECT: &str = "https://abc.supabase.co";
    const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);

    fn claims(change: impl FnOnce(&mut Value)) -> Claims {
        let mut value = serde_json::json!({
            "iss": "https://abc.supabase.co/auth/v1", "aud": "authenticated", "role": "authenticated",
            "sub": "11111111-2222-3333-4444-555555555555", "exp": 1_700_000_100, "email": "a@example.com"
        });
        change(&mut value);
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn a_person_of_the_project_is_accepted() {
        assert!(check(&claims(|_| ()), PROJECT, NOW).is_ok());
        assert!(
            check(
                &claims(|claims| claims["aud"] = serde_json::json!(["x", "authenticated"])),
                PROJECT,
                NOW
            )
            .is_ok()
        );
    }

    #[test]
    fn nobody_else_is() {
        for (field, value) in [
            ("iss", Value::from("https://evil.supabase.co/auth/v1")),
            ("aud", "anon".into()),
            ("role", "service_role".into()),
            ("role", "anon".into()),
            ("sub", "".into()),
            ("exp", 1_699_999_999.into()),
            ("nbf", 1_700_000_060.into()),
            ("is_anonymous", true.into()),
        ] {
            assert!(
                check(&claims(|claims| claims[field] = value.clone()), PROJECT, NOW).is_err(),
                "{field}={value}"
            );
        }
    }
}
