//! The books against TradingView: what each has that the other has not, and what would mend it.

use std::collections::HashMap;

use super::{
    Expiry, Username,
    attempt::Target,
    wire::{CompleteUsers, ListedUser},
};
use crate::time::Timestamp;

/// What the books say about a buyer of one script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booked<Id> {
    /// The grant's id.
    pub id: Id,
    /// The buyer.
    pub username: Username,
    /// Until when they are to have access.
    pub expiry: Expiry,
}

/// A difference between the books and TradingView.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference<Id> {
    /// The buyer has no access, but is to have it.
    MissingOnTradingView {
        /// The grant.
        id: Id,
        /// Until when they are to have access.
        booked: Expiry,
    },
    /// Somebody has access of whom the books know nothing.
    ExtraOnTradingView {
        /// Their name, as TradingView spells it.
        username: String,
        /// Until when they have it.
        found: Expiry,
    },
    /// They have access, but until another time.
    ExpiryDiffers {
        /// The grant.
        id: Id,
        /// Until when they are to have it.
        booked: Expiry,
        /// Until when they have it.
        found: Expiry,
    },
}

impl<Id> Difference<Id> {
    /// The name in the API.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::MissingOnTradingView { .. } => "missing_on_tv",
            Self::ExtraOnTradingView { .. } => "extra_on_tv",
            Self::ExpiryDiffers { .. } => "expiry_differs",
        }
    }

    /// What makes TradingView agree with the books.
    pub const fn fix(&self) -> Target {
        match self {
            Self::MissingOnTradingView { booked, .. } | Self::ExpiryDiffers { booked, .. } => {
                Target::Access(*booked)
            }
            Self::ExtraOnTradingView { .. } => Target::NoAccess,
        }
    }
}

/// The differences for one script as of `now`, first those of the books in their order, then what is extra in
/// TradingView's. What has ended by itself on either side is none. Takes time in proportion to both lists together.
///
/// Only a complete list can be compared: from a part of one, everybody else would be missing.
pub fn differences<Id: Clone>(
    books: &[Booked<Id>],
    tradingview: &CompleteUsers,
    now: Timestamp,
) -> Vec<Difference<Id>> {
    let mut listed: HashMap<String, &ListedUser> = tradingview
        .users()
        .iter()
        .map(|user| (user.username.to_ascii_lowercase(), user))
        .collect();
    let mut differences = Vec::new();
    for booked in books {
        let found = listed.remove(&booked.username.key());
        differences.extend(difference(booked, found.map(ListedUser::expiry), now));
    }
    let extra = tradingview.users().iter().filter(|user| {
        !user.expiry().is_over(now) && listed.contains_key(&user.username.to_ascii_lowercase())
    });
    differences.extend(extra.map(|user| Difference::ExtraOnTradingView {
        username: user.username.clone(),
        found: user.expiry(),
    }));
    differences
}

fn difference<Id: Clone>(
    booked: &Booked<Id>,
    found: Option<Expiry>,
    now: Timestamp,
) -> Option<Difference<Id>> {
    let (id, expiry) = (booked.id.clone(), booked.expiry);
    match found {
        Some(found) if Target::Access(expiry).is_met_by(Some(found)) => None,
        Some(found) if expiry.is_over(now) && found.is_over(now) => None,
        Some(found) => Some(Difference::ExpiryDiffers {
            id,
            booked: expiry,
            found,
        }),
        None if expiry.is_over(now) => None,
        None => Some(Difference::MissingOnTradingView { id, booked: expiry }),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::access::wire::{Paged, UsersPage, UsersPager};

    const NOW: Timestamp = Timestamp::from_millis(10 * 86_400_000);

    fn day(day: i64) -> Expiry {
        Expiry::At(Timestamp::from_millis(day * 86_400_000))
    }

    fn booked(id: usize, username: &str, expiry: Expiry) -> Booked<usize> {
        Booked {
            id,
            username: Username::parse(username).unwrap(),
            expiry,
        }
    }

    fn listed(users: &[(&str, Expiry)]) -> CompleteUsers {
        let results = users
            .iter()
            .map(|(username, expiry)| ListedUser {
                id: None,
                username: (*username).to_owned(),
                expiration: expiry.expiration(),
                created: None,
            })
            .collect();
        match UsersPager::default().add(UsersPage { results, next: None }) {
            Paged::Complete(users) => users,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn each_kind_of_difference_is_told_with_its_fix() {
        let books = [
            booked(1, "Same", day(20)),
            booked(
                2,
                "rounded",
                Expiry::At(Timestamp::from_millis(20 * 86_400_000 + 1)),
            ),
            booked(3, "missing", day(20)),
            booked(4, "longer", day(30)),
            booked(5, "lapsed", day(5)),
            booked(6, "kept", day(5)),
            booked(7, "forever", Expiry::Lifetime),
        ];
        let found = listed(&[
            ("sAME", day(20)),
            ("rounded", day(20)),
            ("longer", day(20)),
            ("kept", day(20)),
            ("forever", Expiry::Lifetime),
            ("extra", Expiry::Lifetime),
            ("ended", day(9)),
        ]);
        let differences = differences(&books, &found, NOW);
        let told: Vec<_> = differences.iter().map(|one| (one.kind(), one.fix())).collect();
        assert_eq!(
            told,
            [
                ("missing_on_tv", Target::Access(day(20))),
                ("expiry_differs", Target::Access(day(30))),
                ("expiry_differs", Target::Access(day(5))),
                ("extra_on_tv", Target::NoAccess),
            ]
        );
    }

    proptest! {
        #[test]
        fn after_the_fixes_nothing_differs(
            books in proptest::collection::btree_map("[a-c]{1,2}", 1..20_i64, 0..9),
            found in proptest::collection::btree_map("[a-c]{1,2}", 1..20_i64, 0..9),
        ) {
            let books: Vec<_> =
                books.iter().enumerate().map(|(id, (name, until))| booked(id, name, day(*until))).collect();
            let mut users: std::collections::BTreeMap<String, Expiry> =
                found.iter().map(|(name, until)| (name.clone(), day(*until))).collect();
            let list = |users: &std::collections::BTreeMap<String, Expiry>| {
                listed(&users.iter().map(|(name, until)| (name.as_str(), *until)).collect::<Vec<_>>())
            };
            for difference in differences(&books, &list(&users), NOW) {
                let name = match &difference {
                    Difference::MissingOnTradingView { id, .. } | Difference::ExpiryDiffers { id, .. } => {
                        books[*id].username.as_str().to_owned()
                    }
                    Difference::ExtraOnTradingView { username, .. } => username.clone(),
                };
                match difference.fix() {
                    Target::Access(until) => { users.insert(name, until); }
                    Target::NoAccess => { users.remove(&name); }
                }
            }
            prop_assert_eq!(differences(&books, &list(&users), NOW), vec![]);
        }
    }
}
