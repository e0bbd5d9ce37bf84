//! The books against TradingView, for one script: what each has that the other has not, and what would mend it.

use std::collections::HashMap;

use super::attempt::Change;
use super::expiry::Expiry;
use super::paging::CompleteList;
use super::username::Username;
use super::wire::ListedUser;
use crate::id::GrantId;
use crate::text_enum;
use crate::time::Timestamp;

/// A grant that has access as far as the books know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booked {
    /// The grant.
    pub id: GrantId,
    /// The buyer.
    pub username: Username,
    /// What TradingView should have.
    pub expiry: Expiry,
    /// When the grant last changed.
    pub changed_at: Timestamp,
    /// Whether an attempt is under way.
    pub in_flight: bool,
}

text_enum! {
    /// How books and TradingView differ.
    DriftKind("drift") {
        /// The buyer is to have access and has none.
        MissingOnTv = "missing_on_tv",
        /// Somebody has access of whom the books know nothing.
        ExtraOnTv = "extra_on_tv",
        /// Access ends at another time than the books say.
        ExpiryDiffers = "expiry_differs",
    }
}

/// A difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    /// What kind.
    pub kind: DriftKind,
    /// The grant; `None` for [`DriftKind::ExtraOnTv`].
    pub grant: Option<GrantId>,
    /// The user, in TradingView's spelling where it lists them.
    pub username: String,
    /// What the books say; `None`: no access.
    pub booked: Option<Expiry>,
    /// What TradingView says; `None`: no access.
    pub found: Option<Expiry>,
}

impl Drift {
    /// The change that makes TradingView agree with the books. The other fix, to make the books agree with TradingView,
    /// is to store [`Self::found`].
    pub fn fix(&self) -> Change {
        self.booked
            .map_or(Change::Revoke, |expiry| Change::Replace { expiry })
    }
}

/// What a reconciliation found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reconciliation {
    /// The differences: those of the books in their order, then what is extra in TradingView's.
    pub drifts: Vec<Drift>,
    /// Grants whose time is over and that TradingView confirms to have ended.
    pub ended: Vec<GrantId>,
    /// How many grants agree.
    pub agreeing: usize,
    /// How many could not be judged because they changed meanwhile.
    pub skipped: usize,
}

/// Compares all grants of a script that have access with all users that TradingView lists for it.
///
/// `listed_from` is when the first page was asked for: what changed in the books since, or is changing, may be on
/// either side of the list and is not judged. Takes time in proportion to both lists together.
pub fn reconcile(
    books: &[Booked],
    listed: &CompleteList<ListedUser>,
    listed_from: Timestamp,
    now: Timestamp,
) -> Reconciliation {
    let mut found: HashMap<String, &ListedUser> = HashMap::with_capacity(listed.items().len());
    for user in listed.items() {
        // A user who moved between pages is listed twice: the later row is the newer one.
        found.insert(user.username.to_ascii_lowercase(), user);
    }
    let mut result = Reconciliation::default();
    for grant in books {
        let user = found.remove(&grant.username.key());
        if grant.in_flight || grant.changed_at >= listed_from {
            result.skipped += 1;
            continue;
        }
        let live = user.filter(|user| !user.expiration.is_over(now));
        let kind = match live {
            None if grant.expiry.is_over(now) => {
                result.ended.push(grant.id);
                continue;
            }
            None => DriftKind::MissingOnTv,
            Some(user) if user.expiration.is_same(grant.expiry) => {
                result.agreeing += 1;
                continue;
            }
            Some(_) => DriftKind::ExpiryDiffers,
        };
        result.drifts.push(Drift {
            kind,
            grant: Some(grant.id),
            username: user.map_or_else(|| grant.username.to_string(), |user| user.username.clone()),
            booked: Some(grant.expiry),
            found: live.map(|user| user.expiration),
        });
    }
    for user in listed.items() {
        let is_extra = found.remove(&user.username.to_ascii_lowercase());
        let Some(user) = is_extra.filter(|user| !user.expiration.is_over(now)) else {
            continue;
        };
        result.drifts.push(Drift {
            kind: DriftKind::ExtraOnTv,
            grant: None,
            username: user.username.clone(),
            booked: None,
            found: Some(user.expiration),
        });
    }
    result
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::paging::complete;
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_705_314_600_000);

    fn day(days: i64) -> Expiry {
        Expiry::At(NOW.plus_millis(days * crate::time::DAY_MS))
    }

    fn booked(number: u64, name: &str, expiry: Expiry) -> Booked {
        Booked {
            id: GrantId::from_parts(number, 0),
            username: Username::parse(name).unwrap(),
            expiry,
            changed_at: NOW.plus_seconds(-60),
            in_flight: false,
        }
    }

    fn listed(name: &str, expiration: Expiry) -> ListedUser {
        ListedUser {
            id: 1,
            username: name.to_owned(),
            userpic: None,
            expiration,
            created: None,
        }
    }

    fn run(books: &[Booked], users: Vec<ListedUser>) -> Reconciliation {
        reconcile(books, &complete(users), NOW.plus_seconds(-30), NOW)
    }

    #[test]
    fn every_kind_of_drift_is_found_and_has_its_fix() {
        let books = [
            booked(1, "jane", day(10)),
            booked(2, "joe", day(10)),
            booked(3, "jim", Expiry::Never),
            booked(4, "lapsed", day(-1)),
        ];
        let users = vec![
            listed("JANE", day(10)),
            listed("Joe", day(20)),
            listed("stranger", Expiry::Never),
            listed("past", day(-3)),
        ];
        let result = run(&books, users);
        let kinds: Vec<_> = result
            .drifts
            .iter()
            .map(|drift| (drift.kind, drift.username.as_str(), drift.fix()))
            .collect();
        assert_eq!(
            kinds,
            [
                (
                    DriftKind::ExpiryDiffers,
                    "Joe",
                    Change::Replace { expiry: day(10) }
                ),
                (
                    DriftKind::MissingOnTv,
                    "jim",
                    Change::Replace {
                        expiry: Expiry::Never
                    }
                ),
                (DriftKind::ExtraOnTv, "stranger", Change::Revoke),
            ]
        );
        assert_eq!(result.ended, [books[3].id]);
        assert_eq!(result.agreeing, 1);
    }

    #[test]
    fn what_is_changing_is_not_judged() {
        let moving = Booked {
            in_flight: true,
            ..booked(1, "jane", day(10))
        };
        let fresh = Booked {
            changed_at: NOW.plus_seconds(-10),
            ..booked(2, "joe", day(10))
        };
        let result = run(&[moving, fresh], vec![listed("jane", day(3))]);
        assert_eq!((result.drifts.len(), result.skipped), (0, 2));
    }

    #[test]
    fn an_access_that_outlives_its_grant_is_found() {
        let result = run(&[booked(1, "jane", day(-1))], vec![listed("jane", Expiry::Never)]);
        assert_eq!(result.drifts[0].kind, DriftKind::ExpiryDiffers);
    }

    proptest! {
        #[test]
        fn mending_everything_leaves_no_drift(
            books in prop::collection::btree_map("[a-e]{1,2}", prop::option::of(-5i64..50), 0..20),
            users in prop::collection::btree_map("[a-e]{1,2}", prop::option::of(-5i64..50), 0..20),
        ) {
            let expiry = |days: Option<i64>| days.map_or(Expiry::Never, day);
            let books: Vec<_> = books.iter().zip(1..).map(|((name, days), number)| booked(number, name, expiry(*days))).collect();
            let mut users: Vec<_> = users.iter().map(|(name, days)| listed(name, expiry(*days))).collect();
            let result = run(&books, users.clone());
            prop_assert_eq!(result.ended.len() + result.agreeing + result.drifts.iter().filter(|drift| drift.grant.is_some()).count(), books.len());
            for drift in &result.drifts {
                users.retain(|user| user.username != drift.username);
                if let Change::Replace { expiry } = drift.fix() {
                    users.push(listed(&drift.username, expiry));
                }
            }
            prop_assert_eq!(run(&books, users).drifts, vec![]);
        }
    }
}
