//! Published scripts, as three endpoints list them: the author's own, those with given ids, and those that somebody
//! searches for.

use pinewire_domain::access::wire::ScriptAccess;
use pinewire_shared::{
    Result,
    http::{Response, response},
};
use serde::Serialize;
use serde_json::json;

use crate::{
    routes::Route,
    state::scripts::{self, SUGGESTIONS, Script},
    visit::Visit,
};

/// On the web site.
pub(crate) const ROUTES: &[Route] = &[
    ("POST", "/pubscripts-get", by_ids),
    ("GET", "/pubscripts-suggest-json", suggest),
];

/// On pine-facade's own host.
pub(crate) const FACADE: &[Route] = &[("GET", "/pine-facade/list", own)];

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FacadeScript {
    user_id: i64,
    script_name: String,
    script_source: String,
    script_id_part: String,
    script_access: &'static str,
    version: String,
    image_url: String,
    extra: Extra,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Extra {
    kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    short_description: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PublishedScript {
    script_id_part: String,
    script_name: String,
    script_source: String,
    access: u8,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SuggestedScript {
    image_url: String,
    script_name: String,
    script_source: String,
    access: u8,
    script_id_part: String,
    version: String,
    extra: Extra,
    agree_count: i64,
    author: Author,
    weight: i64,
}

#[derive(Serialize)]
struct Author {
    id: i64,
    username: String,
}

#[derive(Serialize)]
struct Suggestions {
    next: Option<String>,
    results: Vec<SuggestedScript>,
}

/// The author's own: `published`, or `saved`, which are the drafts that they were published from. Other lists, such as
/// TradingView's own scripts, are for everybody, and empty here.
fn own(visit: &Visit) -> Result<Response> {
    let is_draft = match visit.parameter("filter").as_deref() {
        Some("published") => false,
        Some("saved") => true,
        _ => return response::json(&Vec::<FacadeScript>::new()),
    };
    let Some(user) = visit.user()? else {
        return response::json_with_status(401, &json!({ "detail": "login_required" }));
    };
    let scripts = scripts::of_owner(&visit.sql, user.id)?;
    let scripts: Vec<FacadeScript> = scripts
        .into_iter()
        .map(|script| facade(script, is_draft))
        .collect();
    response::json(&scripts)
}

fn facade(script: Script, is_draft: bool) -> FacadeScript {
    let source = source(&script);
    FacadeScript {
        user_id: script.owner_id,
        script_source: source,
        script_id_part: if is_draft {
            script.pine_id.replacen("PUB;", "USER;", 1)
        } else {
            script.pine_id
        },
        script_access: match script.facts.access {
            _ if is_draft => "other",
            ScriptAccess::Open => "open_no_auth",
            ScriptAccess::Protected => "closed_no_auth",
            ScriptAccess::InviteOnly => "invite_only",
        },
        script_name: script.facts.name,
        version: script.facts.version,
        image_url: script.facts.image,
        extra: Extra {
            kind: script.facts.kind,
            short_description: Some(script.facts.description),
        },
    }
}

fn by_ids(visit: &Visit) -> Result<Response> {
    let wanted = visit.field("scriptIdPart").unwrap_or_default();
    let ids: Vec<&str> = wanted.split(',').map(str::trim).collect();
    let scripts = scripts::by_ids(&visit.sql, &ids)?;
    let scripts: Vec<PublishedScript> = scripts.into_iter().map(published).collect();
    response::json(&scripts)
}

fn published(script: Script) -> PublishedScript {
    PublishedScript {
        script_source: public_source(&script),
        access: number(script.facts.access),
        script_id_part: script.pine_id,
        script_name: script.facts.name,
    }
}

fn suggest(visit: &Visit) -> Result<Response> {
    let search = visit.parameter("search").unwrap_or_default();
    let offset = visit.parameter("offset").and_then(|text| text.parse().ok());
    let offset: u32 = offset.unwrap_or(0);
    let mut scripts = scripts::suggest(&visit.sql, &search, offset)?;
    let size = usize::try_from(SUGGESTIONS).unwrap_or(usize::MAX);
    let goes_on = scripts.len() > size;
    scripts.truncate(size);
    let results = scripts.into_iter().map(suggested).collect();
    let next = goes_on.then(|| next_page(&search, offset.saturating_add(SUGGESTIONS)));
    response::json(&Suggestions { next, results })
}

fn next_page(search: &str, offset: u32) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("search", search)
        .append_pair("offset", &offset.to_string())
        .finish();
    format!("/pubscripts-suggest-json/?{query}")
}

fn suggested(script: Script) -> SuggestedScript {
    SuggestedScript {
        script_source: public_source(&script),
        access: number(script.facts.access),
        script_id_part: script.pine_id,
        image_url: script.facts.image,
        script_name: script.facts.name,
        version: script.facts.version,
        extra: Extra {
            kind: script.facts.kind,
            short_description: None,
        },
        agree_count: script.facts.likes,
        author: Author {
            id: script.owner_id,
            username: script.owner,
        },
        weight: script.facts.likes,
    }
}

const fn number(access: ScriptAccess) -> u8 {
    match access {
        ScriptAccess::Open => 1,
        ScriptAccess::Protected => 2,
        ScriptAccess::InviteOnly => 3,
    }
}

/// The source, which everybody sees of open scripts alone.
fn public_source(script: &Script) -> String {
    if script.facts.access == ScriptAccess::Open {
        source(script)
    } else {
        String::new()
    }
}

fn source(script: &Script) -> String {
    let declaration = match script.facts.kind.as_str() {
        "strategy" => "strategy",
        "library" => "library",
        _ => "indicator",
    };
    let title = script.facts.name.replace('"', "'");
    format!("//@version=6\n{declaration}(\"{title}\")\n")
}
