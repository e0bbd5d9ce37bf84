//! Which part of a list is wanted, in which order.

const DEFAULT_LIMIT: u32 = 20;
const MAX_LIMIT: u32 = 30;

/// An order of grants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    Username {
        falling: bool,
    },
    Created {
        falling: bool,
    },
    /// Those that end together are always ordered by rising name.
    Expiration {
        falling: bool,
    },
}

impl Order {
    const ALL: [(&'static str, Self); 6] = [
        ("user__username", Self::Username { falling: false }),
        ("-user__username", Self::Username { falling: true }),
        ("created", Self::Created { falling: false }),
        ("-created", Self::Created { falling: true }),
        ("expiration,user__username", Self::Expiration { falling: false }),
        ("-expiration,user__username", Self::Expiration { falling: true }),
    ];

    /// As in `order_by`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|(name, _)| *name == text)
            .map(|(_, order)| order)
    }

    pub(super) fn name(self) -> &'static str {
        Self::ALL
            .into_iter()
            .find(|(_, order)| *order == self)
            .map_or("user__username", |(name, _)| name)
    }
}

/// Part of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) order: Order,
    pub(crate) limit: u32,
    /// Towards the beginning.
    pub(crate) backwards: bool,
    /// The place that it lies behind, as [`Order::key`] writes it; `None` for the first page.
    pub(crate) after: Option<[String; 2]>,
}

impl Page {
    /// The first page that a query asks for; else what is wrong with it.
    pub(super) fn first(limit: Option<&str>, order_by: Option<&str>) -> Result<Self, &'static str> {
        let limit = limit.map_or(Ok(DEFAULT_LIMIT), str::parse::<u32>);
        let limit = limit.ok().filter(|limit| (1..=MAX_LIMIT).contains(limit));
        let order = order_by.map_or(Some(Order::Username { falling: false }), Order::parse);
        Ok(Self {
            limit: limit.ok_or("limit must be from 1 to 30")?,
            order: order.ok_or("order_by is no order of this list")?,
            backwards: false,
            after: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_at_most_thirty_rows() {
        assert_eq!(Page::first(None, None).unwrap().limit, 20);
        assert_eq!(Page::first(Some("30"), Some("-created")).unwrap().limit, 30);
        for limit in ["31", "0", "-1", "many", ""] {
            assert!(Page::first(Some(limit), None).is_err(), "{limit}");
        }
        assert!(Page::first(None, Some("password")).is_err());
    }

    #[test]
    fn an_order_has_one_name() {
        for (name, order) in Order::ALL {
            assert_eq!((Order::parse(name), order.name()), (Some(order), name));
        }
    }
}
