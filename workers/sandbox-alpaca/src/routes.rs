//! Which path of which of Alpaca's hosts is which handler, and whether one must say who is calling.

use pinewire_sandbox_kit::path::matches;

use crate::{
    control, data, oauth, trading,
    venue::{account::Environment, refusal::Refusal},
    visit::{Outcome, Reply, Scene, Visit},
    world::World,
};

/// A handler.
pub(crate) type Handler = fn(&mut Scene<'_>) -> Outcome;

/// Method, path with `{}` for a segment of any text, handler.
pub(crate) type Route = (&'static str, &'static str, Handler);

/// One of Alpaca's hosts. What is below `/__sandbox/` is for tests and people, on any of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Host {
    /// By the gateway's name `alpaca`: all but paper trading.
    All,
    /// api.alpaca.markets
    Live,
    /// paper-api.alpaca.markets
    Paper,
    /// data.alpaca.markets
    Data,
    /// app.alpaca.markets
    App,
}

/// Whom a group of routes is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum For {
    /// Everybody.
    All,
    /// Accounts of the host's environment.
    Traders,
    /// All accounts.
    Customers,
}

type Group = (For, &'static [Route]);

impl Host {
    /// By the gateway's name for it, or its own.
    pub(crate) fn of(name: &str) -> Self {
        match name {
            "api.alpaca.markets" => Self::Live,
            "alpaca-paper" | "paper-api.alpaca.markets" => Self::Paper,
            "data.alpaca.markets" => Self::Data,
            "app.alpaca.markets" => Self::App,
            _ => Self::All,
        }
    }

    /// Whose accounts are traded on it.
    pub(crate) const fn environment(self) -> Environment {
        match self {
            Self::Paper => Environment::Paper,
            _ => Environment::Live,
        }
    }

    const fn groups(self) -> &'static [Group] {
        const CONTROL: Group = (For::All, control::ROUTES);
        const TRADING: Group = (For::Traders, trading::ROUTES);
        const STOCKS: Group = (For::Customers, data::STOCKS);
        const COINS: Group = (For::All, data::COINS);
        const PAGE: Group = (For::All, oauth::PAGE);
        const TOKEN: Group = (For::All, oauth::TOKEN);
        match self {
            Self::All => &[CONTROL, TRADING, STOCKS, COINS, PAGE, TOKEN],
            Self::Live => &[CONTROL, TRADING, TOKEN],
            // One base URL for all of a paper trader's calls, as clients want it.
            Self::Paper => &[CONTROL, TRADING, STOCKS, COINS, TOKEN],
            Self::Data => &[CONTROL, STOCKS, COINS],
            Self::App => &[CONTROL, PAGE],
        }
    }
}

/// Whether a path is our own: Alpaca has no such paths, so none of them is written down, counted or fails.
pub(crate) fn is_ours(path: &str) -> bool {
    path.starts_with("/__sandbox")
}

/// The answer to a request.
pub(crate) fn answer(host: Host, world: &mut World, visit: &Visit) -> Reply {
    answered(host, world, visit).unwrap_or_else(|refusal| Reply::refused(&refusal))
}

fn answered(host: Host, world: &mut World, visit: &Visit) -> Outcome {
    let (audience, handler) = find(host, &visit.method, &visit.path).ok_or_else(Refusal::no_such_endpoint)?;
    let now = world.now(visit.at);
    let caller = caller(host, audience, world, visit)?;
    let quota = caller.map(|account| world.count_call(account, visit.at));
    let mut reply = if let Some((_, false)) = quota {
        Reply::refused(&Refusal::too_many())
    } else {
        let mut scene = Scene {
            world,
            visit,
            now,
            caller: caller.unwrap_or(usize::MAX),
        };
        handler(&mut scene).unwrap_or_else(|refusal| Reply::refused(&refusal))
    };
    reply.quota = quota.map(|(quota, _)| quota);
    Ok(reply)
}

/// Whose account a request is about, where it needs one.
fn caller(host: Host, audience: For, world: &World, visit: &Visit) -> Result<Option<usize>, Refusal> {
    let environment = match audience {
        For::All => return Ok(None),
        For::Traders => Some(host.environment()),
        For::Customers => None,
    };
    let credentials = visit.credentials.as_ref().ok_or_else(Refusal::unauthorized)?;
    world.find(credentials, environment).map(Some)
}

fn find(host: Host, method: &str, path: &str) -> Option<(For, Handler)> {
    let method = if method == "HEAD" { "GET" } else { method };
    host.groups().iter().find_map(|(audience, routes)| {
        let (.., handler) = routes
            .iter()
            .find(|(verb, pattern, _)| *verb == method && matches(pattern, path))?;
        Some((*audience, *handler))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_route_hides_another() {
        for host in [Host::All, Host::Live, Host::Paper, Host::Data, Host::App] {
            for (method, pattern, handler) in host.groups().iter().flat_map(|(_, routes)| routes.iter()) {
                let (_, found) = find(host, method, &pattern.replace("{}", "x")).unwrap();
                assert!(std::ptr::fn_addr_eq(found, *handler), "{method} {pattern}");
            }
        }
    }

    #[test]
    fn a_host_has_its_own_paths() {
        for (host, path, is_there) in [
            ("paper-api.alpaca.markets", "/v2/orders", true),
            ("data.alpaca.markets", "/v2/orders", false),
            ("data.alpaca.markets", "/v2/stocks/bars", true),
            ("api.alpaca.markets", "/v2/stocks/bars", false),
            ("alpaca", "/v2/stocks/bars", true),
            ("alpaca-paper", "/v2/stocks/AAPL/bars", true),
            ("app.alpaca.markets", "/oauth/authorize", true),
        ] {
            assert_eq!(
                find(Host::of(host), "GET", path).is_some(),
                is_there,
                "{host} {path}"
            );
        }
    }
}
