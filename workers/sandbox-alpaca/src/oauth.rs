//! OAuth: a page on which somebody opens accounts to an application, and tokens for the codes that come of it.

use pinewire_sandbox_kit::html::escape;

use crate::{
    hex,
    json::Object,
    routes::Route,
    venue::refusal::Refusal,
    visit::{Outcome, Reply, Scene, Visit},
    world::Code,
};

/// On app.alpaca.markets.
pub(crate) const PAGE: &[Route] = &[
    ("GET", "/oauth/authorize", show),
    ("POST", "/oauth/authorize", decide),
];
/// On api.alpaca.markets.
pub(crate) const TOKEN: &[Route] = &[("POST", "/oauth/token", exchange)];

/// Codes that nobody exchanges.
const MAX_CODES: usize = 100;
const SCOPES: [&str; 3] = ["account:write", "trading", "data"];

/// What an application asks for.
struct Request {
    client_id: String,
    redirect_uri: String,
    state: Option<String>,
    scope: String,
    environment: Option<String>,
}

impl Request {
    fn read(visit: &Visit) -> Result<Self, Refusal> {
        let missing = |name: &str| Refusal::bad_query(format!("{name} is missing or wrong"));
        let required = |name: &str| visit.parameter(name).ok_or_else(|| missing(name));
        if required("response_type")? != "code" {
            return Err(missing("response_type"));
        }
        let redirect_uri = required("redirect_uri")?;
        if !redirect_uri.starts_with("https://") && !redirect_uri.starts_with("http://") {
            return Err(missing("redirect_uri"));
        }
        let scope = visit.parameter("scope").unwrap_or_default();
        if !scope
            .split([' ', ','])
            .all(|scope| scope.is_empty() || SCOPES.contains(&scope))
        {
            return Err(missing("scope"));
        }
        Ok(Self {
            client_id: required("client_id")?,
            redirect_uri,
            state: visit.parameter("state"),
            scope,
            environment: visit.parameter("env"),
        })
    }

    fn back(&self, name: &str, value: &str) -> Reply {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair(name, value);
        if let Some(state) = &self.state {
            query.append_pair("state", state);
        }
        let separator = if self.redirect_uri.contains('?') { '&' } else { '?' };
        Reply {
            location: Some(format!("{}{separator}{}", self.redirect_uri, query.finish())),
            ..Reply::text(302, "text/plain; charset=utf-8", String::new())
        }
    }
}

fn show(scene: &mut Scene<'_>) -> Outcome {
    let request = Request::read(scene.visit)?;
    let mut choices = String::new();
    for account in &scene.world.accounts {
        let facts = &account.facts;
        let environment = facts.environment.as_str();
        let is_asked_for = request
            .environment
            .as_deref()
            .is_none_or(|wanted| wanted == environment);
        if !facts.revoked && is_asked_for {
            let (id, number) = (escape(&facts.id), escape(&facts.number));
            choices.extend([format!(
                "<p><label><input type=\"checkbox\" name=\"account\" value=\"{id}\"> {number} ({environment})</label></p>\n"
            )]);
        }
    }
    let body = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <title>Alpaca (sandbox)</title>\n<link rel=\"icon\" href=\"data:,\">\n</head>\n<body>\n<main>\n\
         <h1>Allow {} to use your accounts?</h1>\n<p>It asks for: {}</p>\n<form method=\"post\">\n{choices}\
         <button name=\"decision\" value=\"allow\">Allow</button>\n<button name=\"decision\" value=\"deny\">Deny</button>\n\
         </form>\n</main>\n</body>\n</html>\n",
        escape(&request.client_id),
        escape(&request.scope)
    );
    Ok(Reply::text(200, "text/html; charset=utf-8", body))
}

fn decide(scene: &mut Scene<'_>) -> Outcome {
    let request = Request::read(scene.visit)?;
    if scene.visit.field("decision").as_deref() != Some("allow") {
        return Ok(request.back("error", "access_denied"));
    }
    let accounts: Vec<String> = scene.visit.fields("account").collect();
    let is_known = |id: &String| {
        let mut all = scene.world.accounts.iter();
        all.any(|account| account.facts.id == *id && !account.facts.revoked)
    };
    if accounts.is_empty() || !accounts.iter().all(is_known) {
        return Err(Refusal::bad_query("choose an account"));
    }
    let code = token(scene.visit, 0);
    let reply = request.back("code", &code);
    let codes = &mut scene.world.settings.codes;
    if codes.len() >= MAX_CODES {
        codes.remove(0);
    }
    codes.push(Code {
        code,
        client_id: request.client_id,
        redirect_uri: request.redirect_uri,
        scope: request.scope,
        accounts,
    });
    Ok(reply)
}

fn exchange(scene: &mut Scene<'_>) -> Outcome {
    let visit = scene.visit;
    let refuse = |status: u16, error: &str, description: &str| {
        let wire = Object::new()
            .text("error", error)
            .text("error_description", description);
        Reply::json(status, &wire.build())
    };
    let field = |name: &str| visit.field(name).unwrap_or_default();
    if field("grant_type") != "authorization_code" {
        return refuse(
            400,
            "unsupported_grant_type",
            "grant_type must be authorization_code",
        );
    }
    if field("client_secret").is_empty() || field("client_secret").starts_with("invalid") {
        return refuse(401, "invalid_client", "client_id or client_secret is wrong");
    }
    let codes = &mut scene.world.settings.codes;
    let given = field("code");
    let Some(place) = codes.iter().position(|code| code.code == given) else {
        return refuse(400, "invalid_grant", "the code is wrong, or was used already");
    };
    // Whoever asks: a code is good for one attempt.
    let code = codes.remove(place);
    if code.client_id != field("client_id") || code.redirect_uri != field("redirect_uri") {
        return refuse(
            400,
            "invalid_grant",
            "the code was given to another application or address",
        );
    }
    let access_token = token(visit, 16);
    for id in &code.accounts {
        scene
            .world
            .account_mut(id)?
            .facts
            .tokens
            .push(access_token.clone());
    }
    let wire = Object::new()
        .text("access_token", &access_token)
        .text("token_type", "bearer")
        .text("scope", &code.scope);
    Reply::ok(&wire.build())
}

/// Sixteen of the random bytes.
fn token(visit: &Visit, from: usize) -> String {
    let bytes = visit.entropy.iter().skip(from).take(16);
    hex::encode(bytes.copied())
}
