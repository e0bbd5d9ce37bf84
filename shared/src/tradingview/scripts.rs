//! The seller's published scripts: the ids that may be shared, and what three other lists know about them.

use pinewire_domain::access::{
    failure::AccessFailure,
    outcome::Problem,
    wire::{FacadeScript, PineId, PublishedScript, SuggestPage},
};

use super::{Client, Reply, grants::path_below};
use crate::egress::Vendor;

const SUGGEST: &str = "/pubscripts-suggest-json/";
/// Ids of one request of [`Client::published_scripts`].
pub const MAX_IDS: usize = 50;

impl Client<'_> {
    /// The ids of the scripts that the seller may share, all of them.
    pub async fn list_scripts(&self) -> Reply<Result<Vec<PineId>, Problem>> {
        self.get(Vendor::TradingView, "/pine_perm/list_scripts/")
            .await
            .json()
    }

    /// What the host of scripts knows of all published ones.
    pub async fn facade_scripts(&self) -> Reply<Result<Vec<FacadeScript>, Problem>> {
        self.get(Vendor::PineFacade, "/pine-facade/list?filter=published")
            .await
            .json()
    }

    /// Titles and kinds of access of these scripts, at most 50 of them.
    pub async fn published_scripts(&self, ids: &[&PineId]) -> Reply<Result<Vec<PublishedScript>, Problem>> {
        let ids: Vec<&str> = ids.iter().take(MAX_IDS).map(|id| id.as_str()).collect();
        let list = ids.join(",");
        self.post(
            "/pubscripts-get/",
            &[("scriptIdPart", &list), ("show_hidden", "true")],
        )
        .await
        .json()
    }

    /// A page of the scripts that anybody finds under these words: with likes and pictures. `next` is the page before's.
    pub async fn suggest_scripts(
        &self,
        words: &str,
        next: Option<&str>,
    ) -> Reply<Result<SuggestPage, Problem>> {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("search", words)
            .append_pair("offset", "0")
            .finish();
        let first = format!("{SUGGEST}?{query}");
        let reply = self.get(Vendor::TradingView, next.unwrap_or(&first)).await;
        reply.json::<SuggestPage>().map(|page| {
            let mut page = page?;
            if let Some(next) = page.next.take() {
                page.next = Some(path_below(SUGGEST, &next).ok_or(AccessFailure::UnexpectedAnswer)?);
            }
            Ok(page)
        })
    }
}
