//! Reads TradingView's lists, one request after the other. Those that tell which scripts there are must be read; those that
//! only tell more about them may fail.

use std::{collections::BTreeSet, time::Duration};

use pinewire_domain::access::{
    listing::Lists,
    outcome::Problem,
    pacing::Pacing,
    wire::{PineId, SuggestedScript},
};
use pinewire_shared::{
    Result,
    tradingview::{Client, MAX_IDS},
};

use super::progress::Progress;

/// Pages of suggestions that are looked through for the seller's scripts.
const MAX_SUGGEST_PAGES: usize = 20;
const SPACING: Duration = Pacing::TRADINGVIEW.spacing;

/// All lists. The outer error is about the platform, the inner one about TradingView.
pub(super) async fn lists(
    client: &Client<'_>,
    progress: &Progress<'_>,
    username: &str,
) -> Result<Result<Lists, Problem>> {
    let mut lists = Lists::default();
    match client.list_scripts().await.answer {
        Ok(ids) => lists.shareable = ids,
        Err(problem) => return Ok(Err(problem)),
    }
    pause().await;
    match client.facade_scripts().await.answer {
        Ok(scripts) => lists.facade = scripts,
        Err(problem) => return Ok(Err(problem)),
    }
    let ids = lists.ids();
    progress.at("reading", ids.len()).await?;
    let mut named: BTreeSet<&str> = BTreeSet::new();
    named.extend(lists.facade.iter().map(|script| script.script_id_part.as_str()));
    let unnamed: Vec<&PineId> = ids.iter().filter(|id| !named.contains(id.as_str())).collect();
    for chunk in unnamed.chunks(MAX_IDS) {
        pause().await;
        match client.published_scripts(chunk).await.answer {
            Ok(scripts) => lists.published.extend(scripts),
            Err(problem) => return Ok(Err(problem)),
        }
    }
    lists.suggested = suggestions(client, username, &ids).await;
    Ok(Ok(lists))
}

/// Likes and pictures of the seller's scripts, as far as they are found.
async fn suggestions(client: &Client<'_>, username: &str, ids: &BTreeSet<PineId>) -> Vec<SuggestedScript> {
    let mut missing: BTreeSet<&str> = BTreeSet::new();
    missing.extend(ids.iter().map(PineId::as_str));
    let mut found = Vec::new();
    let mut next: Option<String> = None;
    for _ in 0..MAX_SUGGEST_PAGES {
        if missing.is_empty() {
            break;
        }
        pause().await;
        let Ok(page) = client.suggest_scripts(username, next.as_deref()).await.answer else {
            break;
        };
        let own = page
            .results
            .into_iter()
            .filter(|script| missing.remove(script.script_id_part.as_str()));
        found.extend(own);
        next = page.next;
        if next.is_none() {
            break;
        }
    }
    found
}

/// Those of these scripts that TradingView knows by their ids.
pub(super) async fn still_there(client: &Client<'_>, ids: &[PineId]) -> Result<BTreeSet<PineId>, Problem> {
    let ids: Vec<&PineId> = ids.iter().collect();
    let mut known = BTreeSet::new();
    for chunk in ids.chunks(MAX_IDS) {
        pause().await;
        let scripts = client.published_scripts(chunk).await.answer?;
        known.extend(scripts.into_iter().map(|script| script.script_id_part));
    }
    Ok(known)
}

/// TradingView refuses bursts.
async fn pause() {
    worker::Delay::from(SPACING).await;
}
