//! Paths of a stand-in's routes. Not the route tables that workers have: a stand-in's handlers run in its Durable Object,
//! need no caller and no limit, and what the tables link would make the worker too large.

/// Whether `path` is one of `pattern`, in which `{}` is a segment of any text. A slash at the end makes no difference.
pub fn matches(pattern: &str, path: &str) -> bool {
    let path = path.strip_suffix('/').unwrap_or(path);
    let mut segments = path.split('/');
    let fits = pattern.trim_end_matches('/').split('/').all(|wanted| {
        segments
            .next()
            .is_some_and(|given| wanted == given || (wanted == "{}" && !given.is_empty()))
    });
    fits && segments.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_a_whole_path() {
        for (pattern, path) in [
            ("/", "/"),
            ("/chart", "/chart"),
            ("/chart", "/chart/"),
            ("/chart/{}", "/chart/abc/"),
            ("/snapshots/{}/{}", "/snapshots/a/abc.png"),
        ] {
            assert!(matches(pattern, path), "{pattern} {path}");
        }
        for (pattern, path) in [
            ("/", "/chart"),
            ("/chart", "/"),
            ("/chart", "/charts"),
            ("/chart/{}", "/chart/"),
            ("/chart/{}", "/chart/a/b"),
        ] {
            assert!(!matches(pattern, path), "{pattern} {path}");
        }
    }
}
