//! What every account begins with: the user, the signal configuration and a webhook, in one transaction, whichever way
//! the person came.
//!
//! An address identifies the accounts that have a password here, and nobody else. A person of an identity provider is
//! identified by the provider's subject alone: their token may say any address, and what it says about having verified
//! it stands in metadata that Supabase lets people edit. So their account never meets the one with a password.

use pinewire_domain::{id::UserId, plan::DEFAULT_PLAN_ID, time::Timestamp};

use serde_json::json;

use crate::{
    Cx, Error, Result,
    audit::{self, Actor},
    db::Batch,
    intake::token::NewToken,
    params, sql,
};

sql! {
    /// ?9 plan.
    system ADD_USER = "INSERT INTO users (id, email, email_key, password_hash, display_name, timezone, language, created_at, updated_at, plan_id)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?9)";
    tenant ADD_CONFIG = "INSERT INTO signal_configs (user_id, timezone, updated_at) VALUES (?1, ?2, ?3)";
    tenant ADD_WEBHOOK = "INSERT INTO webhook_tokens (user_id, token_hash, id, hint, created_at) VALUES (?1, ?2, ?3, ?4, ?5)";
    tenant ADD_IDENTITY = "INSERT INTO external_identities (user_id, provider, subject, created_at) VALUES (?1, ?2, ?3, ?4)";
}

/// A person to make an account for.
#[derive(Debug)]
pub struct NewUser<'a> {
    /// A new id.
    pub id: UserId,
    /// The address as it was given.
    pub email: &'a str,
    /// What identifies the mailbox: see [`email_key`].
    pub email_key: &'a str,
    /// `None` for accounts of an identity provider.
    pub password_hash: Option<&'a str>,
    /// A name to show; may be empty.
    pub display_name: &'a str,
    /// An IANA time zone.
    pub timezone: &'a str,
    /// `en`, `es` or `tr`.
    pub language: &'a str,
}

/// One mailbox has one account: addresses are compared without regard to ASCII case.
pub fn email_key(email: &str) -> String {
    email.trim().to_ascii_lowercase()
}

/// Adds what the account begins with to a batch. A taken address makes the batch fail as a conflict.
pub fn add(batch: &mut Batch<'_>, user: &NewUser<'_>, webhook: &NewToken, now: Timestamp) -> Result<()> {
    let params = params![
        &user.id,
        user.email,
        user.email_key,
        user.password_hash,
        user.display_name,
        user.timezone,
        user.language,
        now,
        DEFAULT_PLAN_ID
    ];
    batch.system(&ADD_USER, params)?;
    batch.tenant(&user.id, &ADD_CONFIG, params![user.timezone, now])?;
    let webhook = params![webhook.hash.as_str(), &webhook.id, webhook.hint.as_str(), now];
    batch.tenant(&user.id, &ADD_WEBHOOK, webhook)?;
    Ok(())
}

/// Makes the account of a person whom an identity provider vouches for; of two that come at once, one makes it. Its
/// address key can't be typed as an address (`:`), so that no sign-in or sign-up by address ever finds it.
pub async fn external_user(cx: &Cx, provider: &str, subject: &str, email: &str) -> Result<()> {
    let id: UserId = cx.new_id()?;
    let webhook = NewToken::generate(cx)?;
    let key = format!("{provider}:{subject}");
    let user = NewUser {
        id,
        email,
        email_key: &key,
        password_hash: None,
        display_name: "",
        timezone: "UTC",
        language: "en",
    };
    let entry = audit::Entry {
        actor: Actor::User(id),
        action: "user.signup",
        subject_id: Some(id.as_str()),
        detail: json!({ "provider": provider }),
    };
    let made = audit::commit(cx, &entry, |batch| {
        add(batch, &user, &webhook, cx.now())?;
        batch.tenant(&id, &ADD_IDENTITY, params![provider, subject, cx.now()])?;
        Ok(())
    });
    match made.await {
        // Another request of the same person was first.
        Err(Error::Reject(problem)) if problem.code == "conflict" => Ok(()),
        other => other.map(|_| ()),
    }
}
