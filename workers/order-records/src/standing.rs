//! How an account stands.

use futures_util::future::join;
use pinewire_domain::trading::session::usual_us_stock_day;
use pinewire_shared::{
    Cx, Result, log,
    trading::{
        accounts, market,
        records::{Standing, StandingQuestion},
    },
};
use serde_json::json;

/// `None` once the account's user is erased.
pub(crate) async fn read(cx: &Cx, question: &StandingQuestion) -> Result<Option<Standing>> {
    let Some(account) = accounts::for_object(cx, &question.account).await? else {
        return Ok(None);
    };
    let settings = async {
        match &question.trade {
            Some(key) => accounts::settings_for_trade(cx, &account, key).await,
            None => accounts::settings(cx, &account).await,
        }
    };
    let (settings, day) = join(settings, today(cx)).await;
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
