//! The venue's books in the object's own database: its core, a part for each order, and news that the account's sequencer
//! has not acknowledged. All that one look or call changes is stored at once.

use std::cell::RefCell;

use pinewire_domain::{
    decimal::Decimal,
    packed::{pack, unpack},
    sorted_map::SortedMap,
    time::Timestamp,
    trading::paper::{Core, News, PaperOrder, Venue},
};
use pinewire_shared::{Error, Result, clock, parts::Parts};
use worker::{SqlStorageValue, Storage};

const CORE: &str = "core";
const ORDER: &str = "order";
/// News of one answer; the next brings more.
const MAX_NEWS: i64 = 200;

/// The books of one account.
pub(crate) struct Books {
    parts: Parts,
    venue: RefCell<Option<Venue>>,
    /// What an account begins with.
    cash: Decimal,
}

impl Books {
    pub(crate) fn open(storage: Storage, cash: Decimal) -> Result<Self> {
        let parts = Parts::open(storage)?;
        // The numbers of news are never used again, even after the last one is deleted.
        parts.sql.exec(
            "CREATE TABLE IF NOT EXISTS news (seq INTEGER PRIMARY KEY AUTOINCREMENT, body BLOB NOT NULL) STRICT",
            None,
        )?;
        Ok(Self {
            parts,
            venue: RefCell::default(),
            cash,
        })
    }

    /// Does something with the venue, and stores what changed and what there is to tell.
    pub(crate) fn with<T>(&self, work: impl FnOnce(&mut Venue, Timestamp) -> T) -> Result<T> {
        let mut slot = self.venue.borrow_mut();
        // Put back only when it is stored: if that fails it is read again as it was.
        let mut venue = match slot.take() {
            Some(venue) => venue,
            None => self.restore()?,
        };
        let result = work(&mut venue, clock::now());
        let changed = venue.take_changed();
        let news = venue.take_news();
        if !changed.is_empty() || !news.is_empty() {
            self.parts.transaction(|| {
                self.parts.put(CORE, "", Some(&venue.core))?;
                for id in &changed {
                    self.parts.put(ORDER, id, venue.orders.get(id))?;
                }
                for piece in &news {
                    self.add_news(piece)?;
                }
                Ok(())
            })?;
        }
        *slot = Some(venue);
        Ok(result)
    }

    fn restore(&self) -> Result<Venue> {
        let Some((_, core)) = self.parts.all::<Core>(CORE)?.pop() else {
            return Ok(Venue::new(self.cash));
        };
        let mut orders = SortedMap::new();
        for (id, order) in self.parts.all::<PaperOrder>(ORDER)? {
            orders.insert(id, order);
        }
        Ok(Venue::restored(core, orders))
    }

    fn add_news(&self, news: &News) -> Result<()> {
        let body = pack(news).map_err(Error::bug)?;
        self.parts
            .sql
            .exec("INSERT INTO news (body) VALUES (?)", vec![body.into()])?;
        Ok(())
    }

    /// News that were not acknowledged, the oldest first, and the last one's number.
    pub(crate) fn news(&self) -> Result<(Vec<News>, u64)> {
        let rows = self.parts.sql.exec(
            "SELECT seq, body FROM news ORDER BY seq LIMIT ?",
            vec![MAX_NEWS.into()],
        )?;
        let (mut news, mut through) = (Vec::new(), 0);
        for row in rows.raw() {
            let mut row = row?.into_iter();
            let (Some(SqlStorageValue::Integer(seq)), Some(SqlStorageValue::Blob(body))) =
                (row.next(), row.next())
            else {
                return Err(Error::bug("stored news are not packed"));
            };
            news.push(unpack(&body).map_err(Error::bug)?);
            through = u64::try_from(seq).map_err(Error::bug)?;
        }
        Ok((news, through))
    }

    /// Forgets news that have been taken in.
    pub(crate) fn forget_news(&self, through: u64) -> Result<()> {
        if through > 0 {
            let through = i64::try_from(through).map_err(Error::bug)?;
            self.parts.sql.exec(
                "DELETE FROM news WHERE seq <= ?",
                vec![SqlStorageValue::try_from_i64(through)?],
            )?;
        }
        Ok(())
    }
}
