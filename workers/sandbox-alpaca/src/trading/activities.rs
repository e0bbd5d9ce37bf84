//! `/v2/account/activities`: fills are the only activities here.

use serde_json::Value;

use crate::{
    json::Object,
    venue::{account::Account, order::Fill, refusal::Refusal},
    visit::{Outcome, Reply, Scene},
};

const MAX_PAGE: usize = 100;
const DAY_MS: i64 = 86_400_000;

/// The time in digits, and an id: nobody is to read anything from it.
fn activity_id(fill: &Fill) -> String {
    let digits: String = fill.at.to_string().chars().filter(char::is_ascii_digit).collect();
    format!("{digits}::{}", fill.id)
}

pub(super) fn list(scene: &mut Scene<'_>) -> Outcome {
    let kinds = scene.visit.parameter("activity_types");
    of_kinds(scene, kinds.as_deref().unwrap_or("FILL"))
}

pub(super) fn list_of_kind(scene: &mut Scene<'_>) -> Outcome {
    let kind = scene.visit.segment(3);
    of_kinds(scene, &kind)
}

fn of_kinds(scene: &Scene<'_>, kinds: &str) -> Outcome {
    let visit = scene.visit;
    let size = match visit.parameter("page_size") {
        None => MAX_PAGE,
        Some(text) => text
            .parse()
            .ok()
            .filter(|size| (1..=MAX_PAGE).contains(size))
            .ok_or_else(|| Refusal::invalid("page_size must be between 1 and 100"))?,
    };
    let date = visit.time("date")?;
    let after = visit.time("after")?.or(date.map(|day| day.plus_millis(-1)));
    let until = visit
        .time("until")?
        .or(date.map(|day| day.plus_millis(DAY_MS - 1)));
    let account = scene.account()?;
    let mut fills: Vec<&Fill> = account
        .fills
        .iter()
        .filter(|fill| {
            kinds.split(',').any(|kind| kind == "FILL")
                && after.is_none_or(|after| fill.at > after)
                && until.is_none_or(|until| fill.at <= until)
        })
        .collect();
    if visit.parameter("direction").as_deref() != Some("asc") {
        fills.reverse();
    }
    let begin = match visit.parameter("page_token") {
        None => 0,
        Some(token) => {
            let last = fills.iter().position(|fill| activity_id(fill) == token);
            1 + last.ok_or_else(|| Refusal::invalid("invalid page_token"))?
        }
    };
    let page = fills.into_iter().skip(begin).take(size);
    Reply::list(page.map(|fill| wire(account, fill)).collect())
}

fn wire(account: &Account, fill: &Fill) -> Value {
    let is_whole = fill.leaves.is_zero();
    let status = account.order(&fill.order_id).map(|order| order.status.as_str());
    Object::new()
        .text("id", &activity_id(fill))
        .text("account_id", &account.facts.id)
        .text("activity_type", "FILL")
        .time("transaction_time", fill.at)
        .text("type", if is_whole { "fill" } else { "partial_fill" })
        .decimal("price", fill.price)
        .decimal("qty", fill.qty)
        .text("side", fill.side.as_str())
        .text("symbol", &fill.symbol)
        .decimal("leaves_qty", fill.leaves)
        .text("order_id", &fill.order_id)
        .decimal("cum_qty", fill.cumulative)
        .text("order_status", status.unwrap_or("filled"))
        .build()
}
