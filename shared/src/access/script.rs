//! The scripts that a request names, and what is wanted of the access to them.

use crate::{
    Cx, Result,
    db::FromRow,
    http::{FieldError, Problem},
    params, sql,
};
use pinewire_domain::{
    access::{attempt::Change, duration::GrantDuration, expiry::Expiry, wire::ScriptAccess},
    id::ScriptId,
    time::Timestamp,
};

/// Scripts that a seller may name things by; more have nobody.
const AT_MOST: u32 = 5_000;

sql! {
    tenant ALL = "SELECT id, pine_id, title, access, removed_at, default_duration FROM tradingview_scripts
        WHERE user_id = ?1 ORDER BY removed_at IS NOT NULL, created_at DESC LIMIT ?2";
    /// ?2 our id or TradingView's.
    tenant ONE = "SELECT id, pine_id, title, access, removed_at, default_duration FROM tradingview_scripts
        WHERE user_id = ?1 AND (id = ?2 OR pine_id = ?2) ORDER BY removed_at IS NOT NULL, created_at DESC LIMIT 1";
}

/// A script, as far as granting needs it.
#[derive(Debug, Clone, FromRow)]
pub struct Script {
    /// Its id.
    pub id: ScriptId,
    pine_id: String,
    title: String,
    access: Option<ScriptAccess>,
    removed_at: Option<Timestamp>,
    default_duration: Option<GrantDuration>,
}

impl Script {
    /// Why access to it can't be given, if it can't.
    pub fn refusal(&self) -> Option<&'static str> {
        match (self.removed_at, self.access) {
            (Some(_), _) => Some("This script is no longer published on TradingView."),
            (None, Some(ScriptAccess::Open | ScriptAccess::Protected)) => {
                Some("This script is not invite-only: everybody can use it.")
            }
            (None, Some(ScriptAccess::InviteOnly) | None) => None,
        }
    }
}

/// The caller's scripts.
pub struct Scripts(Vec<Script>);

impl Scripts {
    /// All of them.
    pub async fn of_caller(cx: &Cx) -> Result<Self> {
        let scripts = cx.db()?.tenant(cx.user_id()?).all(&ALL, params![AT_MOST]).await?;
        Ok(Self(scripts))
    }

    /// The script that is named by its id, by TradingView's, or by its title, if only one has that.
    pub fn find(&self, name: &str) -> Result<&Script, &'static str> {
        let by_id = |script: &&Script| script.id.as_str() == name || script.pine_id == name;
        if let Some(script) = self.0.iter().find(by_id) {
            return Ok(script);
        }
        let mut titled = self
            .0
            .iter()
            .filter(|script| script.removed_at.is_none() && script.title.eq_ignore_ascii_case(name));
        match (titled.next(), titled.next()) {
            (Some(script), None) => Ok(script),
            (Some(_), Some(_)) => Err("Several of your scripts have this title. Name it by its id."),
            (None, _) => Err("You have no such script. Sync your scripts first."),
        }
    }
}

/// The script of that id, ours or TradingView's; 422 if access to it can't be given.
pub async fn requested_script(cx: &Cx, id: &str) -> Result<Script> {
    let found: Option<Script> = cx.db()?.tenant(cx.user_id()?).first(&ONE, params![id]).await?;
    let refuse = |message: &str| Problem::invalid("script_id", message);
    let script = found.ok_or_else(|| refuse("You have no such script. Sync your scripts first."))?;
    match script.refusal() {
        Some(refusal) => Err(refuse(refusal).into()),
        None => Ok(script),
    }
}

/// How long access is wanted, as requests and rows of files say it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Term {
    /// So much more; the script's default if there is neither this nor an end.
    pub duration: Option<GrantDuration>,
    /// Until exactly then.
    pub expires_at: Option<Expiry>,
    /// Only for who never had access.
    pub is_trial: bool,
}

impl Term {
    /// The change that it comes to for a script.
    pub fn change(self, script: &Script, now: Timestamp) -> Result<Change, FieldError> {
        let refuse = |field: &str, message: &str| FieldError {
            field: field.to_owned(),
            message: message.to_owned(),
        };
        let change = match (self.duration.or_else(|| self.default_of(script)), self.expires_at) {
            (Some(_), Some(_)) if self.duration.is_some() => {
                return Err(refuse("expires_at", "Give a duration or expires_at, not both."));
            }
            (_, Some(_)) if self.is_trial => {
                return Err(refuse("trial", "A trial has a duration, not an expiry."));
            }
            (_, Some(expiry)) if expiry.is_over(now) => {
                return Err(refuse("expires_at", "Choose a time in the future."));
            }
            (_, Some(expiry)) => Change::Replace { expiry },
            (Some(GrantDuration::Lifetime), None) if self.is_trial => {
                return Err(refuse("duration", "A trial can't be for a lifetime."));
            }
            (Some(duration), None) if self.is_trial => Change::Trial { duration },
            (Some(duration), None) => Change::Extend {
                duration,
                grace_days: 0,
            },
            (None, None) => {
                let message = "Say how long: 30D, 1M, 1L for lifetime. The script has no default duration.";
                return Err(refuse("duration", message));
            }
        };
        match self.duration.map(|duration| duration.extend(None, now)) {
            Some(None) => Err(refuse("duration", "The access would end after the year 9999.")),
            _ => Ok(change),
        }
    }

    fn default_of(self, script: &Script) -> Option<GrantDuration> {
        script.default_duration.filter(|_| self.expires_at.is_none())
    }
}
