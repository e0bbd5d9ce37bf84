//! Carrying out what a request wants of each script.

use pinewire_domain::{
    access::{
        attempt::Change,
        expiry::Expiry,
        legacy::{LegacyAccess, LegacyStatus},
        purchase::operation_key,
        wire::PineId,
    },
    id::ScriptId,
};
use pinewire_shared::{
    Cx, Result,
    access::{self, Origin, Source, WantedChange},
    clock,
    crypto::sha256_hex,
};

use super::{Asked, read, scripts, wait};
use crate::validate;

/// What became of one script of a request.
#[derive(Debug)]
pub(super) struct Outcome {
    /// The state before.
    pub(super) before: LegacyAccess,
    /// When the access ends after it.
    pub(super) after: Option<Expiry>,
    pub(super) status: LegacyStatus,
}

/// One script of a request on its way.
struct Item<'a> {
    pine_id: &'a PineId,
    script: Option<ScriptId>,
    before: Option<Expiry>,
}

/// Has `change` carried out for each script, and waits for it. `key` is the request's own, if it has one.
pub(super) async fn carry_out(
    cx: &Cx,
    asked: &Asked,
    change: Change,
    key: Option<&str>,
) -> Result<Vec<Outcome>> {
    let user_id = &asked.seller.user_id;
    let known = scripts::find(cx, user_id, &asked.what.pine_ids).await?;
    let username = validate::exact(cx, &asked.username).await?;
    let mut items = Vec::with_capacity(asked.what.pine_ids.len());
    for pine_id in &asked.what.pine_ids {
        let script = known.iter().find(|script| script.pine_id == *pine_id);
        let before = match script {
            Some(_) => read::expiry(cx, user_id, pine_id, &asked.username).await?,
            None => None,
        };
        items.push(Item {
            pine_id,
            script: script.map(|script| script.id),
            before,
        });
    }
    let Some(username) = username else {
        return Ok(items.iter().map(|item| item.unfulfilled(asked)).collect());
    };
    let base = match key {
        Some(key) => format!("older:{}", sha256_hex(key.as_bytes())),
        None => format!("older:{}", cx.request_id()),
    };
    let mut wishes = Vec::with_capacity(items.len());
    for script in items.iter().filter_map(|item| item.wanted(change)) {
        wishes.push(WantedChange {
            idempotency_key: Some(operation_key(&base, script)),
            ..WantedChange::new(script, username.clone(), change, cx.now())?
        });
    }
    let keys: Vec<String> = wishes
        .iter()
        .filter_map(|wish| wish.idempotency_key.clone())
        .collect();
    let ended = if wishes.is_empty() {
        Vec::new()
    } else {
        let db = cx.db()?;
        let mut batch = db.batch();
        let origin = Origin::of(Source::OlderApi);
        access::request_changes(&mut batch, user_id, &wishes, origin, clock::now())?;
        batch.run().await?;
        access::wake(cx, *user_id);
        wait::until_over(cx, user_id, &keys).await?
    };
    Ok(items
        .iter()
        .map(|item| {
            let wish = item.wanted(change).map(|script| operation_key(&base, script));
            match wish {
                None => item.without_a_wish(asked),
                Some(wish) => {
                    let ended = ended.iter().find(|ended| ended.wish == wish);
                    Outcome {
                        before: item.shown(asked),
                        after: ended.and_then(|ended| ended.expiry),
                        status: LegacyStatus::of(ended.and_then(|ended| ended.effect), item.before),
                    }
                }
            }
        })
        .collect())
}

impl Item<'_> {
    /// The script, if anything has to be asked of TradingView: an access that is not there need not be ended.
    fn wanted(&self, change: Change) -> Option<ScriptId> {
        let is_over = change == Change::Revoke && self.before.is_none();
        self.script.filter(|_| !is_over)
    }

    fn shown(&self, asked: &Asked) -> LegacyAccess {
        LegacyAccess::new(self.pine_id, asked.username.as_str(), self.before)
    }

    /// There is no such user.
    fn unfulfilled(&self, asked: &Asked) -> Outcome {
        Outcome {
            before: self.shown(asked),
            after: None,
            status: LegacyStatus::Failure,
        }
    }

    /// There is no such script among those that are synced, or nothing had to be done.
    fn without_a_wish(&self, asked: &Asked) -> Outcome {
        Outcome {
            before: self.shown(asked),
            after: None,
            status: if self.script.is_some() {
                LegacyStatus::Success
            } else {
                LegacyStatus::Failure
            },
        }
    }
}
