//! Finds the route of a request. Made once per isolate: `static ROUTER: LazyLock<Router> = …`.

use super::{Problem, Request, Route};
use crate::{Error, Result};

/// A worker's routes, indexed by path.
#[derive(Debug)]
pub struct Router {
    tables: &'static [&'static [Route]],
    paths: matchit::Router<Vec<&'static Route>>,
}

impl Router {
    /// Indexes a worker's route tables, one per feature. Two patterns that no path could tell apart are a programming error, which
    /// [`Router::check`] reports to a test.
    pub fn new(tables: &'static [&'static [Route]]) -> Self {
        let mut paths = matchit::Router::new();
        for path in distinct_paths(tables) {
            let methods: Vec<&'static Route> = routes(tables).filter(|route| route.path == path).collect();
            if paths.insert(path, methods).is_err() {
                crate::log::error("router", &format!("the route {path} conflicts with another"));
            }
        }
        Self { tables, paths }
    }

    /// All routes.
    pub fn routes(&self) -> impl Iterator<Item = &'static Route> {
        routes(self.tables)
    }

    /// The route of a request, which gets its path parameters. 404 for an unknown path, 405 for another method.
    pub(super) fn find(&self, mut request: Request) -> Result<(&'static Route, Request)> {
        let path = request.path();
        let path = if path.len() > 1 {
            path.trim_end_matches('/')
        } else {
            &path
        };
        let Ok(found) = self.paths.at(path) else {
            return Err(Problem::not_found("page or endpoint").into());
        };
        let method = request.method();
        // A HEAD is answered as a GET; the platform drops the body.
        let method = if method == worker::Method::Head {
            "GET".to_owned()
        } else {
            method.to_string()
        };
        let Some(route) = found.value.iter().find(|route| route.method == method) else {
            let allowed: Vec<&str> = found.value.iter().map(|route| route.method).collect();
            let detail = format!("This endpoint takes {}, not {method}.", allowed.join(", "));
            return Err(Problem::new(405, "method_not_allowed", detail).into());
        };
        let params = found
            .params
            .iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        request.set_params(params);
        Ok((route, request))
    }

    /// Whether each route can be found; for a test of each worker.
    pub fn check(tables: &'static [&'static [Route]]) -> Result<()> {
        let mut paths = matchit::Router::new();
        for path in distinct_paths(tables) {
            paths
                .insert(path, ())
                .map_err(|error| Error::bug(format_args!("{path}: {error}")))?;
        }
        Ok(())
    }
}

fn routes(tables: &'static [&'static [Route]]) -> impl Iterator<Item = &'static Route> {
    tables.iter().flat_map(|table| table.iter())
}

fn distinct_paths(tables: &'static [&'static [Route]]) -> Vec<&'static str> {
    let mut paths = Vec::new();
    // Sorting would link a sorting algorithm into every worker, for a few dozen paths.
    for route in routes(tables) {
        if !paths.contains(&route.path) {
            paths.push(route.path);
        }
    }
    paths
}
