//! Published scripts.

use pinewire_domain::access::wire::PineId;
use pinewire_shared::{
    Result,
    http::{Problem, Response, response},
};
use serde::{Deserialize, Serialize};

use crate::{
    session::random_digits,
    state::{
        scripts::{self, Facts},
        users,
    },
    visit::Visit,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct New {
    owner: String,
    scripts: Vec<Facts>,
}

#[derive(Serialize)]
struct Added {
    pine_ids: Vec<String>,
}

pub(super) fn add(visit: &Visit) -> Result<Response> {
    let New { owner, scripts } = visit.json()?;
    let Some(owner) = users::by_name(&visit.sql, &owner)? else {
        return Err(Problem::invalid("owner", "no user has this name").into());
    };
    let mut pine_ids = Vec::with_capacity(scripts.len());
    for facts in scripts {
        let pine_id = format!("PUB;{}", random_digits::<16>()?);
        scripts::add(&visit.sql, &pine_id, owner.id, &facts)?;
        pine_ids.push(pine_id);
    }
    response::json_with_status(201, &Added { pine_ids })
}

/// Takes a script away, with all grants.
pub(super) fn remove(visit: &Visit) -> Result<Response> {
    let Ok(id) = PineId::parse(&visit.segment(2)) else {
        return Err(Problem::not_found("script").into());
    };
    if scripts::remove(&visit.sql, id.as_str())? {
        response::no_content()
    } else {
        Err(Problem::not_found("script").into())
    }
}
