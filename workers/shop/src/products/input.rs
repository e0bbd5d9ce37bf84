//! What a request says of a product, checked.

use pinewire_domain::{
    access::duration::GrantDuration,
    id::{ScriptId, UserId},
};
use pinewire_shared::{
    Cx, Result,
    db::FromRow,
    http::{FieldError, Problem},
    params, sql,
};
use serde::Deserialize;

const MAX_CHARS: usize = 200;
const MAX_GRACE_DAYS: u16 = 365;
const MAX_SCRIPTS: usize = 50;

sql! {
    /// Which of the scripts can be sold. ?2 JSON array of ids.
    tenant SELLABLE = "SELECT s.id FROM json_each(?2) AS w JOIN tradingview_scripts AS s ON s.id = w.value
        WHERE s.user_id = ?1 AND s.removed_at IS NULL AND (s.access IS NULL OR s.access = 'invite_only')";
}

#[derive(Debug, FromRow)]
struct Sellable {
    id: ScriptId,
}

/// A product: all of it, also when it is changed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct ProductInput {
    /// The shop's name of it, as its events tell it: 1 to 200 characters.
    #[cfg_attr(feature = "openapi", schema(example = "trend-monthly"))]
    pub(super) reference: String,
    /// What the buyer is shown; absent: the shop's name.
    pub(super) title: Option<String>,
    /// How long each payment lasts: a number and `D`, `W`, `M` or `Y`, or `1L` for a lifetime.
    #[cfg_attr(feature = "openapi", schema(value_type = String, example = "1M"))]
    pub(super) duration: GrantDuration,
    /// Days after what is paid for in which a late renewal finds the access still there: 0 to 365.
    #[serde(default)]
    pub(super) grace_days: u16,
    /// The scripts that it gives access to: 1 to 50 ids.
    pub(super) script_ids: Vec<ScriptId>,
    /// The version that a change is of; another one is refused. Absent: whichever there is.
    #[cfg_attr(feature = "openapi", schema(value_type = i64, required = false))]
    pub(super) version: Option<i64>,
}

impl ProductInput {
    /// The same, in the form that is stored; 422 for what is wrong.
    pub(super) async fn check(mut self, cx: &Cx, user_id: &UserId) -> Result<Self> {
        let mut errors = Vec::new();
        let mut refuse = |field: &str, message: String| {
            errors.push(FieldError {
                field: field.to_owned(),
                message,
            });
        };
        self.reference = String::from(self.reference.trim());
        if self.reference.is_empty() || self.reference.chars().nth(MAX_CHARS).is_some() {
            refuse("reference", "Use 1 to 200 characters.".to_owned());
        }
        self.title = self.title.map(|title| title.trim().to_owned());
        if self
            .title
            .as_ref()
            .is_some_and(|title| title.chars().nth(MAX_CHARS).is_some())
        {
            refuse("title", "Use at most 200 characters.".to_owned());
        }
        if self.grace_days > MAX_GRACE_DAYS {
            refuse("grace_days", "Use 0 to 365 days.".to_owned());
        }
        self.script_ids.sort_unstable();
        self.script_ids.dedup();
        if self.script_ids.is_empty() || self.script_ids.len() > MAX_SCRIPTS {
            refuse("script_ids", format!("Name 1 to {MAX_SCRIPTS} scripts."));
        }
        if !errors.is_empty() {
            return Err(Problem::validation(errors).into());
        }
        self.check_scripts(cx, user_id).await?;
        Ok(self)
    }

    /// The title, or what stands for it.
    pub(super) fn title(&self) -> &str {
        self.title
            .as_deref()
            .filter(|title| !title.is_empty())
            .unwrap_or(&self.reference)
    }

    async fn check_scripts(&self, cx: &Cx, user_id: &UserId) -> Result<()> {
        let wanted = serde_json::to_string(&self.script_ids)?;
        let sellable: Vec<Sellable> = cx.db()?.tenant(user_id).all(&SELLABLE, params![wanted]).await?;
        let missing = self
            .script_ids
            .iter()
            .position(|id| !sellable.iter().any(|script| script.id == *id));
        match missing {
            None => Ok(()),
            Some(index) => {
                let message = "This is not one of your invite-only scripts.";
                Err(Problem::invalid(format!("script_ids[{index}]"), message).into())
            }
        }
    }
}
