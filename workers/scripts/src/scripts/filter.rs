//! Which scripts are asked for.

use pinewire_domain::access::wire::ScriptAccess;
use pinewire_shared::{Result, db::Param, http::Problem};
use serde::Deserialize;

const MAX_SEARCH_CHARS: usize = 100;

/// The query as it comes.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Query {
    search: Option<String>,
    access: Option<String>,
    kind: Option<String>,
    removed: Option<String>,
    for_sale: Option<String>,
}

/// The query, understood.
#[derive(Debug)]
pub(super) struct Filter {
    search: Option<String>,
    access: Option<ScriptAccess>,
    kind: Option<String>,
    removed: Option<bool>,
    for_sale: Option<bool>,
}

impl Query {
    pub(super) fn parse(self) -> Result<Filter> {
        let access = self.access.as_deref().map(str::parse).transpose();
        let access = access.map_err(|error: pinewire_domain::text_enum::UnknownWord| {
            Problem::invalid("access", format!("This is an {error}."))
        })?;
        if self
            .search
            .as_ref()
            .is_some_and(|text| text.chars().nth(MAX_SEARCH_CHARS).is_some())
        {
            return Err(Problem::invalid("search", "Use at most 100 characters.").into());
        }
        Ok(Filter {
            search: self.search.as_deref().map(pattern),
            access,
            kind: self.kind,
            removed: flag("removed", self.removed.as_deref(), Some(false))?,
            for_sale: flag("for_sale", self.for_sale.as_deref(), None)?,
        })
    }
}

impl Filter {
    /// The parameters from `?5` on.
    pub(super) fn params(&self) -> [Param; 5] {
        [
            self.search.as_deref().into(),
            self.access.map(ScriptAccess::as_str).into(),
            self.kind.as_deref().into(),
            self.removed.into(),
            self.for_sale.into(),
        ]
    }
}

/// `true`, `false` or `all`.
fn flag(field: &'static str, text: Option<&str>, absent: Option<bool>) -> Result<Option<bool>> {
    match text {
        None => Ok(absent),
        Some("true") => Ok(Some(true)),
        Some("false") => Ok(Some(false)),
        Some("all") => Ok(None),
        Some(_) => Err(Problem::invalid(field, "Use true, false or all.").into()),
    }
}

/// For LIKE: the text anywhere, its own wildcards taken literally.
fn pattern(text: &str) -> String {
    let mut pattern = String::from("%");
    for character in text.trim().chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use pinewire_shared::Error;

    use super::*;

    #[test]
    fn wildcards_are_letters() {
        assert_eq!(pattern(" 50%_\\ "), "%50\\%\\_\\\\%");
    }

    #[test]
    fn removed_scripts_are_left_out_unless_asked_for() {
        let removed = |text: Option<&str>| {
            let query = Query {
                removed: text.map(str::to_owned),
                ..Query::default()
            };
            query.parse().unwrap().removed
        };
        assert_eq!(removed(None), Some(false));
        assert_eq!(removed(Some("true")), Some(true));
        assert_eq!(removed(Some("all")), None);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let text = |text: &str| Some(text.to_owned());
        let long = "x".repeat(MAX_SEARCH_CHARS + 1);
        for (query, field) in [
            (
                Query {
                    access: text("x"),
                    ..Query::default()
                },
                "access",
            ),
            (
                Query {
                    removed: text("1"),
                    ..Query::default()
                },
                "removed",
            ),
            (
                Query {
                    for_sale: text("yes"),
                    ..Query::default()
                },
                "for_sale",
            ),
            (
                Query {
                    search: text(&long),
                    ..Query::default()
                },
                "search",
            ),
        ] {
            let Err(Error::Reject(problem)) = query.parse() else {
                panic!("{field}")
            };
            assert_eq!(problem.errors[0].field, field);
        }
    }
}
