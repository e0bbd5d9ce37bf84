//! `POST /pine_perm/list_users/`: a page of those who may use a script. The addresses of other pages are to be sent by
//! POST too, with the same body.

use pinewire_domain::access::expiry::Expiry;
use pinewire_shared::{
    Cx, Result,
    http::{Request, Response, response},
};
use serde::{Deserialize, Serialize};

use super::{cursor, page::Page, refusal};
use crate::{
    form::Form,
    session::Pair,
    state::{
        grants::{self, Grant, List, Listed, Outcome},
        users,
    },
};

#[derive(Deserialize)]
struct Query {
    c: Option<String>,
    limit: Option<String>,
    order_by: Option<String>,
}

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

pub(super) async fn list(cx: Cx, request: Request) -> Result<Response> {
    if let Some(refusal) = refusal::of_stranger(&request) {
        return refusal;
    }
    let page = match page(&request.query()?) {
        Ok(page) => page,
        Err(detail) => return refusal::bad_page(detail),
    };
    let pair = Pair::of(&request);
    let form = Form::of(request).await;
    let list = List {
        pine_id: form.field("pine_id").unwrap_or_default(),
        username: form.field("username"),
        page: page.clone(),
    };
    match grants::list(&cx, pair, list).await? {
        Outcome::Done(listed) => response::json(&answer(&page, listed)),
        Outcome::SignedOut => refusal::signed_out(),
        Outcome::NoSuchScript | Outcome::NoSuchUser => refusal::no_such_script(),
    }
}

fn page(query: &Query) -> Result<Page, &'static str> {
    match &query.c {
        Some(cursor) => cursor::decode(cursor).ok_or("c is no cursor of this list"),
        None => Page::first(query.limit.as_deref(), query.order_by.as_deref()),
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
