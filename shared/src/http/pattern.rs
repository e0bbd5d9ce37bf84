//! The path of a route: segments that stand for themselves, `{name}` for any one, and at the end `{*name}` for all that is
//! left. A worker has a few dozen routes: each is compared with the request's path.

/// What a segment of a pattern fits. The sooner it stands here, the closer the fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Segment {
    /// Itself.
    Literal(&'static str),
    /// Any one that is not empty.
    Parameter(&'static str),
    /// Everything from there on, if there is anything.
    Rest(&'static str),
}

impl Segment {
    fn of(text: &'static str) -> Self {
        let name = text.strip_prefix('{').and_then(|text| text.strip_suffix('}'));
        match name {
            None => Self::Literal(text),
            Some(name) => name.strip_prefix('*').map_or(Self::Parameter(name), Self::Rest),
        }
    }
}

fn segments(pattern: &'static str) -> impl Iterator<Item = Segment> {
    pattern.split('/').map(Segment::of)
}

/// The parameters of a path that fits the pattern.
pub(super) fn parameters<'a>(pattern: &'static str, path: &'a str) -> Option<Vec<(&'static str, &'a str)>> {
    let mut parameters = Vec::new();
    let mut left = Some(path);
    for segment in segments(pattern) {
        let here = left?;
        if let Segment::Rest(name) = segment {
            parameters.push((name, here));
            return (!here.is_empty()).then_some(parameters);
        }
        let (value, rest) = match here.split_once('/') {
            Some((value, rest)) => (value, Some(rest)),
            None => (here, None),
        };
        match segment {
            Segment::Literal(text) if text == value => {}
            Segment::Parameter(name) if !value.is_empty() => parameters.push((name, value)),
            _ => return None,
        }
        left = rest;
    }
    left.is_none().then_some(parameters)
}

/// Whether the first of two patterns that fit the same path fits it more closely: a segment that stands for itself goes
/// before one that stands for any.
pub(super) fn is_closer(pattern: &'static str, other: &'static str) -> bool {
    segments(pattern).lt(segments(other))
}

/// What is wrong with a pattern.
pub(super) fn fault(pattern: &'static str) -> Option<&'static str> {
    let mut names = Vec::new();
    let mut is_over = false;
    for segment in segments(pattern) {
        if is_over {
            return Some("something stands behind what stands for all that is left");
        }
        let (name, may_be_empty) = match segment {
            Segment::Literal(text) => (text, true),
            Segment::Parameter(name) | Segment::Rest(name) => (name, false),
        };
        is_over = matches!(segment, Segment::Rest(_));
        if name.contains(['{', '}', '*']) || (name.is_empty() && !may_be_empty) {
            return Some("a parameter is a whole segment and has a name");
        }
        if !may_be_empty && names.contains(&name) {
            return Some("two parameters have the same name");
        }
        if !may_be_empty {
            names.push(name);
        }
    }
    (!pattern.starts_with('/')).then_some("a path begins with /")
}

/// Whether two patterns fit the same paths.
pub(super) fn is_same(pattern: &'static str, other: &'static str) -> bool {
    let nameless = |segment| match segment {
        Segment::Literal(_) => segment,
        Segment::Parameter(_) => Segment::Parameter(""),
        Segment::Rest(_) => Segment::Rest(""),
    };
    segments(pattern).map(nameless).eq(segments(other).map(nameless))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_path_fits_by_its_segments() {
        for (pattern, path, expected) in [
            ("/api/keys", "/api/keys", Some(vec![])),
            ("/api/keys", "/api/key", None),
            ("/api/keys", "/api/keys/", None),
            ("/api/keys", "/api/keys/1", None),
            ("/api/keys", "//api/keys", None),
            ("/api/keys/{id}", "/api/keys/1", Some(vec![("id", "1")])),
            ("/api/keys/{id}", "/api/keys/a%2Fb", Some(vec![("id", "a%2Fb")])),
            ("/api/keys/{id}", "/api/keys/", None),
            ("/api/keys/{id}", "/api/keys", None),
            ("/a/{x}/b/{y}", "/a/1/b/2", Some(vec![("x", "1"), ("y", "2")])),
            ("/a/{x}/b", "/a//b", None),
            ("/{*all}", "/a/b/", Some(vec![("all", "a/b/")])),
            ("/{*all}", "/", None),
            ("/", "/", Some(vec![])),
        ] {
            assert_eq!(parameters(pattern, path), expected, "{pattern} {path}");
        }
    }

    #[test]
    fn a_pattern_that_nothing_would_fit_is_found() {
        for bad in [
            "api",
            "/api/{id",
            "/api/id}",
            "/api/{id}.png",
            "/api/{}",
            "/api/{*}",
            "/{*all}/more",
            "/{id}/{id}",
        ] {
            assert!(fault(bad).is_some(), "{bad}");
        }
        for good in ["/", "/api", "/api/{id}/rows/{row}", "/{*path}"] {
            assert_eq!(fault(good), None, "{good}");
        }
    }

    const SEGMENTS: [&str; 5] = ["a", "b", "ab", "", "{}"];

    fn pattern() -> impl Strategy<Value = &'static str> {
        (prop::collection::vec(0..SEGMENTS.len(), 1..4), any::<bool>()).prop_map(
            |(segments, ends_with_rest)| {
                let mut pattern = String::new();
                for (place, segment) in segments.into_iter().enumerate() {
                    pattern.push('/');
                    // Parameters of one pattern have names of their own.
                    pattern.push_str(&SEGMENTS[segment].replace("{}", &format!("{{p{place}}}")));
                }
                if ends_with_rest {
                    pattern.push_str("/{*rest}");
                }
                &*pattern.leak()
            },
        )
    }

    proptest! {
        /// The routes that are found are those that `matchit` finds, which axum uses.
        #[test]
        fn it_finds_what_matchit_finds(
            patterns in prop::collection::vec(pattern(), 1..8), path in "(/[ab]{0,2}){1,4}",
        ) {
            let mut known = matchit::Router::new();
            let patterns: Vec<_> = patterns
                .into_iter()
                .filter(|pattern| known.insert(*pattern, *pattern).is_ok())
                .collect();
            let mut closest = None;
            for pattern in patterns {
                if parameters(pattern, &path).is_some() && closest.is_none_or(|other| is_closer(pattern, other)) {
                    closest = Some(pattern);
                }
            }
            let expected = known.at(&path).ok();
            prop_assert_eq!(closest, expected.as_ref().map(|found| *found.value));
            if let (Some(pattern), Some(found)) = (closest, expected) {
                let expected: Vec<_> = found.params.iter().collect();
                prop_assert_eq!(parameters(pattern, &path).unwrap(), expected);
            }
        }
    }
}
