//! `/api/alert-orders`: what became of alerts, and the proposals that wait for their user.

pub(crate) mod decide;
pub(crate) mod read;

use pinewire_shared::{Cx, Result, params, sql};

pub(crate) use decide::{approve_alert_order, reject_alert_order};
pub(crate) use read::{get_alert_order, list_alert_orders};

sql! {
    /// ?1 now.
    system EXPIRE = "UPDATE alert_orders SET status = 'expired', reason = 'not_approved', updated_at = ?1,
          detail = 'Nobody approved it in time.'
        WHERE status = 'proposed' AND expires_at <= ?1";
}

/// For cron: proposals that nobody approved in time.
pub(crate) async fn expire(cx: &Cx) -> Result<()> {
    cx.db()?.system().run(&EXPIRE, params![cx.now()]).await?;
    Ok(())
}
