//! How an account stands.

use futures_util::future::join;
use pinewire_domain::{id::BrokerAccountId, trading::session::usual_us_stock_day};
use pinewire_shared::{
    Cx, Result, log,
    trading::{accounts, market, records::Standing},
};
use serde_json::json;

/// `None` once the account's user is erased.
pub(crate) async fn read(cx: &Cx, id: &BrokerAccountId) -> Result<Option<Standing>> {
    let Some(account) = accounts::for_object(cx, id).await? else {
        return Ok(None);
    };
    let (settings, day) = join(accounts::settings(cx, &account), today(cx)).await;
    Ok(Some(Standing {
        broker: account.broker,
        link: account.link(),
        settings: settings?,
        day,
    }))
}

/// Which trading day it is, by the datafeed; where that cannot be asked, by the exchanges' usual hours.
async fn today(cx: &Cx) -> String {
    match market::session(cx, None).await {
        Ok(session) => session.day,
        Err(error) => {
            let fields = json!({ "error": error.to_string() });
            log::warn(cx, "trading_day_not_known", fields);
            usual_us_stock_day(cx.now())
        }
    }
}
