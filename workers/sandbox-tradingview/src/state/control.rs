//! What tests and people change: accounts, users, scripts, grants, limits.

use pinewire_domain::{access::expiry::Expiry, time::Timestamp};
use pinewire_sandbox_kit::{
    sql::{first, integer, rows},
    state::json,
};
use pinewire_shared::Cx;
use serde::{Deserialize, Serialize};
use worker::{Result, SqlStorage};

use super::{
    ask, grants, schema,
    scripts::{self, Facts},
    seed, sessions,
    settings::{self, Rotation},
    users,
};
use crate::{
    bucket::Limits,
    session::{Pair, random_text},
};

pub(super) const SUBJECT: &str = "control";

/// What the object is asked by the control routes.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Question {
    AddAccount {
        account: Account,
        now: Timestamp,
    },
    AddUsers {
        usernames: Vec<String>,
        now: Timestamp,
    },
    AddScripts {
        owner: String,
        scripts: Vec<Facts>,
    },
    RemoveScript {
        pine_id: String,
    },
    AddGrants {
        pine_id: String,
        grants: Vec<NewGrant>,
        now: Timestamp,
    },
    ListGrants {
        pine_id: Option<String>,
        removed: bool,
    },
    Expire {
        sessionid: String,
    },
    SetLimits {
        limits: Limits,
    },
    GetLimits,
    SetRotation {
        rotation: Rotation,
    },
    Reset,
}

/// An account to be made, or changed if the name is there.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Account {
    pub(crate) username: String,
    #[serde(default)]
    pub(crate) password: Option<String>,
    #[serde(default)]
    pub(crate) two_factor_code: Option<String>,
    #[serde(default)]
    pub(crate) captcha: bool,
    #[serde(default)]
    pub(crate) plan: String,
    #[serde(default)]
    pub(crate) coins: i64,
    #[serde(default)]
    pub(crate) inactive: bool,
}

/// An account that was made, signed in.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct SignedIn {
    id: i64,
    sessionid: String,
    sessionid_sign: String,
}

/// A grant to be made without a call.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewGrant {
    pub(crate) username: String,
    /// RFC 3339; null or absent for lifetime.
    #[serde(default = "lifetime")]
    pub(crate) expiration: Expiry,
}

const fn lifetime() -> Expiry {
    Expiry::Never
}

/// A grant, and how often which call changed it or found it there.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct CountedGrant {
    pine_id: String,
    username: String,
    expiration: Expiry,
    created: Timestamp,
    active: bool,
    added: i64,
    existed: i64,
    modified: i64,
    removed: i64,
}

/// Asks the object.
pub(crate) async fn asked<A: serde::de::DeserializeOwned>(
    cx: &Cx,
    question: &Question,
) -> pinewire_shared::Result<A> {
    ask(cx, SUBJECT, question).await
}

pub(super) fn answer(sql: &SqlStorage, question: &Question) -> Result<String> {
    match question {
        Question::AddAccount { account, now } => json(&add_account(sql, account, *now)?),
        Question::AddUsers { usernames, now } => json(&users::add_all(sql, json(usernames)?, *now)?),
        Question::AddScripts { owner, scripts } => json(&add_scripts(sql, owner, scripts)?),
        Question::RemoveScript { pine_id } => json(&scripts::remove(sql, pine_id)?),
        Question::AddGrants { pine_id, grants, now } => json(&add_grants(sql, pine_id, grants, *now)?),
        Question::ListGrants { pine_id, removed } => json(&counted(sql, pine_id.as_deref(), *removed)?),
        Question::Expire { sessionid } => json(&sessions::expire(sql, sessionid)?),
        Question::SetLimits { limits } => json(&settings::set_limits(sql, limits)?),
        Question::GetLimits => json(&settings::limits(sql)?),
        Question::SetRotation { rotation } => json(&settings::set_rotation(sql, rotation)?),
        Question::Reset => {
            schema::clear(sql)?;
            json(&seed::plant_once(sql)?)
        }
    }
}

fn add_account(sql: &SqlStorage, account: &Account, now: Timestamp) -> Result<SignedIn> {
    let id = put_account(sql, account, now)?;
    let Pair {
        sessionid,
        sessionid_sign,
    } = sessions::begin(sql, id)?;
    Ok(SignedIn {
        id,
        sessionid,
        sessionid_sign,
    })
}

/// Makes or changes an account and returns its number.
pub(super) fn put_account(sql: &SqlStorage, account: &Account, now: Timestamp) -> Result<i64> {
    let upsert =
        "INSERT INTO users (username, password, two_factor_code, captcha, plan, coins, inactive, joined)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT DO UPDATE SET password = excluded.password, two_factor_code = excluded.two_factor_code,
            captcha = excluded.captcha, plan = excluded.plan, coins = excluded.coins,
            inactive = excluded.inactive, failures = 0
        RETURNING id";
    let values = vec![
        account.username.as_str().into(),
        account.password.clone().into(),
        account.two_factor_code.clone().into(),
        integer(account.captcha.into()),
        account.plan.as_str().into(),
        integer(account.coins),
        integer(account.inactive.into()),
        integer(now.as_millis()),
    ];
    first(sql, upsert, values)?.map_or(Ok(0), |mut row| row.integer())
}

/// The ids of the new scripts; `None` if there is no such owner.
fn add_scripts(sql: &SqlStorage, owner: &str, scripts: &[Facts]) -> Result<Option<Vec<String>>> {
    let Some(owner) = users::by_name(sql, owner)? else {
        return Ok(None);
    };
    scripts
        .iter()
        .map(|facts| {
            let pine_id = format!("PUB;{}", random_text(32)?);
            scripts::add(sql, &pine_id, owner.id, facts)?;
            Ok(pine_id)
        })
        .collect::<Result<_>>()
        .map(Some)
}

/// Whoever is not there yet becomes a user.
fn add_grants(sql: &SqlStorage, pine_id: &str, grants: &[NewGrant], now: Timestamp) -> Result<()> {
    let names: Vec<&str> = grants.iter().map(|grant| grant.username.as_str()).collect();
    users::add_all(sql, json(&names)?, now)?;
    for grant in grants {
        if let Some(user) = users::by_name(sql, &grant.username)? {
            grants::add(sql, pine_id, user.id, &user.username, grant.expiration, now)?;
        }
    }
    Ok(())
}

fn counted(sql: &SqlStorage, pine_id: Option<&str>, removed: bool) -> Result<Vec<CountedGrant>> {
    let query =
        "SELECT pine_id, username, expires, created, active, added, existed, modified, removed FROM grants
        WHERE (?1 IS NULL OR pine_id = ?1) AND (active = 1 OR ?2 = 1) ORDER BY pine_id, username";
    rows(sql, query, vec![pine_id.into(), integer(removed.into())])?
        .into_iter()
        .map(|mut row| {
            Ok(CountedGrant {
                pine_id: row.text()?,
                username: row.text()?,
                expiration: grants::expiry(row.integer()?),
                created: Timestamp::from_millis(row.integer()?),
                active: row.flag()?,
                added: row.integer()?,
                existed: row.integer()?,
                modified: row.integer()?,
                removed: row.integer()?,
            })
        })
        .collect()
}
