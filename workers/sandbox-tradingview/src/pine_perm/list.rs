//! `POST /pine_perm/list_users/`: a page of those who may use a script. The addresses of other pages are to be sent by
//! POST too, with the same body.

use pinewire_domain::access::expiry::Expiry;
use pinewire_shared::{
    Result,
    http::{Response, response},
};
use serde::Serialize;

use super::{cursor, page::Page, refusal, script_of};
use crate::{
    state::{
        grants::{self, Grant, List, Listed},
        users,
    },
    visit::Visit,
};

#[derive(Serialize)]
struct Answer {
    results: Vec<Row>,
    next: Option<String>,
    prev: Option<String>,
}

#[derive(Serialize)]
struct Row {
    id: i64,
    username: String,
    userpic: String,
    expiration: Option<String>,
    created: String,
}

pub(super) fn list(visit: &Visit) -> Result<Response> {
    let pine_id = match script_of(visit)? {
        Ok(pine_id) => pine_id,
        Err(refusal) => return Ok(refusal),
    };
    let page = match page(visit) {
        Ok(page) => page,
        Err(detail) => return refusal::bad_page(detail),
    };
    let list = List {
        pine_id,
        username: visit.field("username"),
        page,
    };
    response::json(&answer(&list.page, grants::list(&visit.sql, &list)?))
}

fn page(visit: &Visit) -> Result<Page, &'static str> {
    match visit.parameter("c") {
        Some(cursor) => cursor::decode(&cursor).ok_or("c is no cursor of this list"),
        None => Page::first(
            visit.parameter("limit").as_deref(),
            visit.parameter("order_by").as_deref(),
        ),
    }
}

fn answer(page: &Page, listed: Listed) -> Answer {
    let beyond = |grant: Option<&Grant>, backwards: bool| {
        let after = grant.map(|grant| page.order.key(grant));
        after.map(|after| {
            let cursor = cursor::encode(&Page {
                backwards,
                after: Some(after),
                ..page.clone()
            });
            format!("/pine_perm/list_users/?c={cursor}")
        })
    };
    let Listed {
        grants,
        has_previous,
        has_next,
    } = listed;
    Answer {
        next: beyond(grants.last().filter(|_| has_next), false),
        prev: beyond(grants.first().filter(|_| has_previous), true),
        results: grants.into_iter().map(row).collect(),
    }
}

fn row(grant: Grant) -> Row {
    Row {
        id: grant.user_id,
        userpic: users::picture(grant.user_id),
        expiration: match grant.expiry {
            Expiry::At(at) => Some(with_microseconds(&at.to_string())),
            Expiry::Never => None,
        },
        created: with_microseconds(&grant.created.to_string()),
        username: grant.username,
    }
}

/// `2022-11-30T23:59:59.999Z` as `2022-11-30T23:59:59.999000+00:00`.
fn with_microseconds(time: &str) -> String {
    format!("{}000+00:00", time.trim_end_matches('Z'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_as_tradingview_writes_them() {
        assert_eq!(
            with_microseconds("2022-11-30T23:59:59.999Z"),
            "2022-11-30T23:59:59.999000+00:00"
        );
    }
}
