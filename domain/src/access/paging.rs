//! Lists that are known to be complete. Whoever compares a list with the books must have seen its last page: from half a
//! list it would look as if everybody else were gone. Only a [`Pager`] that saw the end makes a [`CompleteList`].

use std::collections::HashSet;

use thiserror::Error;

/// Pages at most: beyond, the list is taken for endless.
pub const MAX_PAGES: usize = 20_000;

/// A whole list, in TradingView's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompleteList<T>(Vec<T>);

impl<T> CompleteList<T> {
    /// The elements.
    pub fn items(&self) -> &[T] {
        &self.0
    }

    /// The elements themselves.
    pub fn into_items(self) -> Vec<T> {
        self.0
    }
}

/// A list that cannot be completed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PagingError {
    /// A page points to one that was read before.
    #[error("the list's pages go in circles")]
    Circular,
    /// More than [`MAX_PAGES`].
    #[error("the list does not end")]
    Endless,
}

/// Collects pages.
#[derive(Debug)]
pub struct Pager<T> {
    items: Vec<T>,
    seen: HashSet<String>,
}

/// What comes after a page.
#[derive(Debug)]
pub enum Paged<T> {
    /// The page at this address.
    More(Pager<T>, String),
    /// Nothing: it is complete.
    Complete(CompleteList<T>),
}

impl<T> Default for Pager<T> {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            seen: HashSet::new(),
        }
    }
}

impl<T> Pager<T> {
    /// Takes a page and the address of the next one, which only the last page lacks. An endpoint without pages is a
    /// single page. After a page that could not be read, begin anew.
    pub fn push(mut self, page: Vec<T>, next: Option<String>) -> Result<Paged<T>, PagingError> {
        self.items.extend(page);
        let Some(next) = next else {
            return Ok(Paged::Complete(CompleteList(self.items)));
        };
        if self.seen.len() >= MAX_PAGES {
            return Err(PagingError::Endless);
        }
        if !self.seen.insert(next.clone()) {
            return Err(PagingError::Circular);
        }
        Ok(Paged::More(self, next))
    }
}

#[cfg(test)]
pub(super) fn complete<T>(items: Vec<T>) -> CompleteList<T> {
    CompleteList(items)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_end_completes_a_list() {
        let Ok(Paged::More(pager, next)) = Pager::default().push(vec![1, 2], Some("b".to_owned())) else {
            panic!()
        };
        assert_eq!(next, "b");
        let Ok(Paged::Complete(list)) = pager.push(vec![3], None) else {
            panic!()
        };
        assert_eq!(list.items(), [1, 2, 3]);
    }

    #[test]
    fn circles_end() {
        let Ok(Paged::More(pager, _)) = Pager::default().push(vec![1], Some("b".to_owned())) else {
            panic!()
        };
        let Ok(Paged::More(pager, _)) = pager.push(vec![2], Some("a".to_owned())) else {
            panic!()
        };
        assert_eq!(
            pager.push(vec![1], Some("b".to_owned())).unwrap_err(),
            PagingError::Circular
        );
    }
}
