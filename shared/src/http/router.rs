//! Finds the route of a request. `static ROUTER: Router = Router::new(TABLES);`

use super::{Problem, Request, Route, pattern};
use crate::{Error, Result};

/// A worker's routes.
#[derive(Debug)]
pub struct Router {
    tables: &'static [&'static [Route]],
}

impl Router {
    /// A worker's route tables, one per feature. Two patterns that no path could tell apart are a programming error, which
    /// [`Router::check`] reports to a test.
    pub const fn new(tables: &'static [&'static [Route]]) -> Self {
        Self { tables }
    }

    /// All routes.
    pub fn routes(&self) -> impl Iterator<Item = &'static Route> {
        self.tables.iter().flat_map(|table| table.iter())
    }

    /// The route of a request, which gets its path parameters. 404 for an unknown path, 405 for another method.
    pub(super) fn find(&self, mut request: Request) -> Result<(&'static Route, Request)> {
        let path = request.path();
        let path = if path.len() > 1 {
            path.trim_end_matches('/')
        } else {
            &path
        };
        let Some((pattern, params)) = self.closest(path) else {
            return Err(Problem::not_found("page or endpoint").into());
        };
        let method = request.method();
        // A HEAD is answered as a GET; the platform drops the body.
        let method = if method == worker::Method::Head {
            "GET".to_owned()
        } else {
            method.to_string()
        };
        let mut allowed = Vec::new();
        for route in self.routes().filter(|route| route.path == pattern) {
            if route.method == method {
                let params = params
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), value.to_owned()))
                    .collect();
                request.set_params(params);
                return Ok((route, request));
            }
            allowed.push(route.method);
        }
        let detail = format!("This endpoint takes {}, not {method}.", allowed.join(", "));
        Err(Problem::new(405, "method_not_allowed", detail).into())
    }

    /// The pattern that fits a path most closely, and the path's parameters.
    fn closest<'a>(&self, path: &'a str) -> Option<(&'static str, Vec<(&'static str, &'a str)>)> {
        let mut closest: Option<(&'static str, Vec<(&'static str, &'a str)>)> = None;
        for Route { path: pattern, .. } in self.routes() {
            if let Some(params) = pattern::parameters(pattern, path)
                && closest
                    .as_ref()
                    .is_none_or(|(other, _)| pattern::is_closer(pattern, other))
            {
                closest = Some((pattern, params));
            }
        }
        closest
    }

    /// Whether each route can be found; for a test of each worker.
    pub fn check(tables: &'static [&'static [Route]]) -> Result<()> {
        let mut known: Vec<&'static str> = Vec::new();
        for Route { path, .. } in Self::new(tables).routes() {
            if let Some(fault) = pattern::fault(path) {
                return Err(Error::bug(format_args!("{path}: {fault}")));
            }
            let is_same = |other: &&'static str| *other != *path && pattern::is_same(path, other);
            match known.iter().copied().find(is_same) {
                Some(other) => return Err(Error::bug(format_args!("{path} and {other} are the same path"))),
                None => known.push(path),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{Access, Limit};

    const fn route(method: &'static str, path: &'static str) -> Route {
        Route {
            method,
            path,
            access: Access::Public,
            limit: Limit::None,
            handler: |_, _| Box::pin(async { Err(Error::bug("this is only to be found")) }),
        }
    }

    static TABLES: &[&[Route]] = &[
        &[route("GET", "/jobs/{id}"), route("DELETE", "/jobs/{id}")],
        &[route("GET", "/jobs/latest"), route("GET", "/jobs/{id}/rows")],
    ];

    #[test]
    fn the_closest_pattern_is_found_wherever_it_stands() {
        let find = |path| Router::new(TABLES).closest(path);
        assert_eq!(find("/jobs/latest"), Some(("/jobs/latest", vec![])));
        assert_eq!(find("/jobs/1"), Some(("/jobs/{id}", vec![("id", "1")])));
        assert_eq!(
            find("/jobs/latest/rows"),
            Some(("/jobs/{id}/rows", vec![("id", "latest")]))
        );
        assert_eq!(find("/jobs"), None);
    }

    #[test]
    fn tables_are_checked() {
        static TWO_NAMES: &[&[Route]] = &[&[route("GET", "/a/{id}"), route("PUT", "/a/{name}")]];
        static BROKEN: &[&[Route]] = &[&[route("GET", "/a/{id}.png")]];
        assert!(Router::check(TABLES).is_ok());
        for bad in [TWO_NAMES, BROKEN] {
            assert!(Router::check(bad).is_err(), "{bad:?}");
        }
    }
}
