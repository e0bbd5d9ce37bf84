//! A new month: quotas start again. They count per month, so they do by themselves, even if this never runs; here the
//! month is opened for those who were active, what is too old is removed, and the log tells that it was done.

use pinewire_domain::time::{Month, Timestamp};
use pinewire_shared::{
    Cx, Result,
    audit::{self, Actor, Entry},
    db::{Batch, FromRow},
    params, sql,
};
use serde_json::json;

/// Two years and the month that is being counted.
const KEPT_MONTHS: i32 = 25;

sql! {
    system OPENED = "SELECT count(*) AS entries FROM audit_log WHERE subject_id = ?1 AND action = 'quota.reset'";
    system OPEN = "INSERT INTO signal_usage (user_id, month) SELECT user_id, ?1 FROM signal_usage WHERE month = ?2
        ON CONFLICT (user_id, month) DO NOTHING";
    system FORGET = "DELETE FROM signal_usage WHERE month < ?1";
}

/// Opens the month that `at` falls in, once.
pub(super) async fn open(cx: &Cx, at: Timestamp) -> Result<()> {
    #[derive(FromRow)]
    struct Opened {
        entries: i64,
    }
    let month = at.month();
    let month_text = month.to_string();
    let opened: Option<Opened> = cx
        .db()?
        .system()
        .first(&OPENED, params![month_text.as_str()])
        .await?;
    if opened.is_some_and(|opened| opened.entries > 0) {
        return Ok(());
    }
    let previous = Month::from_index(month.index() - 1).to_string();
    let oldest = Month::from_index(month.index() - KEPT_MONTHS).to_string();
    let entry = Entry {
        actor: Actor::System,
        action: "quota.reset",
        subject_id: Some(&month_text),
        detail: json!({ "month": month_text }),
    };
    let add = |batch: &mut Batch<'_>| {
        batch.system(&OPEN, params![month_text.as_str(), previous.as_str()])?;
        batch.system(&FORGET, params![oldest.as_str()])?;
        Ok(())
    };
    audit::commit(cx, &entry, add).await?;
    Ok(())
}
