//! A complete list against the books. The comparison itself is [`pinewire_domain::access::reconcile`].

use pinewire_domain::{
    access::{
        expiry::Expiry,
        failure::AccessFailure,
        paging::{CompleteList, Paged, Pager},
        reconcile::{Booked, Drift, DriftKind, Reconciliation, reconcile},
        username::Username,
        wire::{ListedUser, UsersPage},
    },
    id::{DifferenceId, GrantId},
    time::Timestamp,
};
use pinewire_shared::{
    Cx, Result, clock,
    db::{Batch, FromRow},
    params, random, sql,
};
use serde::Serialize;

use crate::step::Place;

/// Pages, and grants, that are read at once.
const PAGES_AT_ONCE: u32 = 100;
const GRANTS_AT_ONCE: u32 = 2_000;
/// Differences of one statement.
const DIFFERENCES_AT_ONCE: usize = 1_000;

sql! {
    /// ?2 run, ?3 script, ?4 behind this page, ?5 how many.
    tenant PAGES = "SELECT page, body FROM reconciliation_pages
        WHERE user_id = ?1 AND run_id = ?2 AND script_id = ?3 AND page > ?4 ORDER BY page LIMIT ?5";
    /// What has access in the books, or ran out and TradingView has not been asked, or disagreed. ?2 script, ?3 and ?4
    /// behind this grant, ?5 how many.
    tenant BOOKS = "SELECT g.id, g.username, g.created_at, g.expires_at, g.updated_at,
          EXISTS (SELECT 1 FROM access_intents AS i WHERE i.grant_id = g.id AND i.ended_at IS NULL) AS in_flight
        FROM access_grants AS g INDEXED BY access_grants_by_script
        WHERE g.user_id = ?1 AND g.script_id = ?2 AND (g.created_at, g.id) > (?3, ?4)
          AND (g.has_access = 1 OR (g.status = 'expired' AND (g.verify_at IS NOT NULL OR g.drift IS NOT NULL)))
        ORDER BY g.created_at, g.id LIMIT ?5";
    /// What an earlier run found is out of date. ?2 script, ?3 now.
    tenant SUPERSEDE = "UPDATE access_differences SET status = 'superseded', resolved_at = ?3
        WHERE user_id = ?1 AND script_id = ?2 AND status = 'open'";
    /// ?2 run, ?3 script, ?4 now, ?5 JSON array of [`Row`].
    tenant ADD = "INSERT INTO access_differences (id, user_id, run_id, script_id, grant_id, kind, username,
          is_booked, booked_expires_at, is_found, found_expires_at, created_at, status)
        SELECT w.value ->> 'id', ?1, ?2, ?3, w.value ->> 'grant_id', w.value ->> 'kind', w.value ->> 'username',
          w.value ->> 'is_booked', w.value ->> 'booked', w.value ->> 'is_found', w.value ->> 'found', ?4, 'open'
        FROM json_each(?5) AS w WHERE true";
    /// ?2 script, ?3 when the list was begun: what changed since is not judged.
    tenant CLEAR_DRIFT = "UPDATE access_grants INDEXED BY access_grants_by_script SET drift = NULL
        WHERE user_id = ?1 AND script_id = ?2 AND drift IS NOT NULL AND updated_at < ?3";
    /// ?2 JSON array of [`Row`], ?3 as above.
    tenant SET_DRIFT = "UPDATE access_grants SET drift = w.value ->> 'kind' FROM json_each(?2) AS w
        WHERE access_grants.id = w.value ->> 'grant_id' AND access_grants.user_id = ?1 AND access_grants.updated_at < ?3";
    /// ?2 JSON array of ids.
    tenant VERIFIED = "UPDATE access_grants SET verify_at = NULL
        WHERE user_id = ?1 AND id IN (SELECT value FROM json_each(?2)) AND status = 'expired'";
    /// ?2 run, ?3 script, ?4 listed, ?5 agreeing, ?6 ended, ?7 skipped, ?8 differing.
    tenant DONE = "UPDATE reconciliation_scripts SET status = 'done', failure = NULL, listed = ?4, agreeing = ?5, ended = ?6,
          skipped = ?7, differing = ?8
        WHERE user_id = ?1 AND run_id = ?2 AND script_id = ?3";
}

#[derive(Debug, FromRow)]
struct StoredPage {
    page: u32,
    body: String,
}

#[derive(Debug, FromRow)]
struct Grant {
    id: GrantId,
    username: Username,
    created_at: Timestamp,
    expires_at: Option<Timestamp>,
    updated_at: Timestamp,
    in_flight: bool,
}

/// A difference as the statements read it.
#[derive(Serialize)]
struct Row<'a> {
    id: DifferenceId,
    grant_id: Option<GrantId>,
    kind: DriftKind,
    username: &'a str,
    is_booked: u8,
    booked: Option<i64>,
    is_found: u8,
    found: Option<i64>,
}

/// Judges the list of the script at this place.
pub(crate) async fn judge(cx: &Cx, place: &Place<'_>) -> Result<()> {
    let db = cx.db()?;
    let Some(listed) = complete_list(cx, place).await? else {
        let mut batch = db.batch();
        place.begin(&mut batch)?;
        place.fail(&mut batch, AccessFailure::UnexpectedAnswer)?;
        batch.run().await?;
        return Ok(());
    };
    let books = books(cx, place).await?;
    let found = reconcile(&books, &listed, place.listed_from, clock::now());
    let mut batch = db.batch();
    place.begin(&mut batch)?;
    write(&mut batch, place, &found, listed.items().len())?;
    place.forget_pages(&mut batch)?;
    batch.run().await?;
    Ok(())
}

/// The pages put together; `None` if they make no list.
async fn complete_list(cx: &Cx, place: &Place<'_>) -> Result<Option<CompleteList<ListedUser>>> {
    let db = cx.db()?;
    let mut pager = Pager::default();
    let mut behind = 0;
    loop {
        let params = params![place.run_id, &place.script_id, behind, PAGES_AT_ONCE];
        let stored: Vec<StoredPage> = db.tenant(place.user_id).all(&PAGES, params).await?;
        if stored.is_empty() {
            return Ok(None);
        }
        for StoredPage { page, body } in stored {
            behind = page;
            let page: UsersPage = serde_json::from_str(&body)?;
            match pager.push(page.results, page.next) {
                Ok(Paged::More(more, _)) => pager = more,
                Ok(Paged::Complete(list)) => return Ok(Some(list)),
                Err(_) => return Ok(None),
            }
        }
    }
}

async fn books(cx: &Cx, place: &Place<'_>) -> Result<Vec<Booked>> {
    let db = cx.db()?;
    let mut books = Vec::new();
    let mut last = (Timestamp::EPOCH, String::new());
    loop {
        let params = params![&place.script_id, last.0, last.1.as_str(), GRANTS_AT_ONCE];
        let grants: Vec<Grant> = db.tenant(place.user_id).all(&BOOKS, params).await?;
        let Some(end) = grants.last() else {
            return Ok(books);
        };
        last = (end.created_at, end.id.to_string());
        books.extend(grants.into_iter().map(|grant| Booked {
            id: grant.id,
            username: grant.username,
            expiry: Expiry::from_column(grant.expires_at),
            changed_at: grant.updated_at,
            in_flight: grant.in_flight,
        }));
    }
}

fn write(batch: &mut Batch<'_>, place: &Place<'_>, found: &Reconciliation, listed: usize) -> Result<()> {
    let now = clock::now();
    let user_id = place.user_id;
    batch.tenant(user_id, &SUPERSEDE, params![&place.script_id, now])?;
    let params = params![&place.script_id, place.listed_from];
    batch.tenant(user_id, &CLEAR_DRIFT, params)?;
    for drifts in found.drifts.chunks(DIFFERENCES_AT_ONCE) {
        let rows = drifts
            .iter()
            .map(|drift| row(drift, now))
            .collect::<Result<Vec<_>>>()?;
        let rows = serde_json::to_string(&rows)?;
        let params = params![place.run_id, &place.script_id, now, rows.as_str()];
        batch.tenant(user_id, &ADD, params)?;
        batch.tenant(user_id, &SET_DRIFT, params![rows, place.listed_from])?;
    }
    let ended = serde_json::to_string(&found.ended)?;
    batch.tenant(user_id, &VERIFIED, params![ended])?;
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    batch.tenant(
        user_id,
        &DONE,
        params![
            place.run_id,
            &place.script_id,
            count(listed),
            count(found.agreeing),
            count(found.ended.len()),
            count(found.skipped),
            count(found.drifts.len())
        ],
    )?;
    Ok(())
}

fn row(drift: &Drift, now: Timestamp) -> Result<Row<'_>> {
    let ms = |expiry: Option<Expiry>| expiry.and_then(Expiry::at).map(Timestamp::as_millis);
    Ok(Row {
        id: random::id(now)?,
        grant_id: drift.grant,
        kind: drift.kind,
        username: &drift.username,
        is_booked: u8::from(drift.booked.is_some()),
        booked: ms(drift.booked),
        is_found: u8::from(drift.found.is_some()),
        found: ms(drift.found),
    })
}
