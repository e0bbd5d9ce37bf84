//! The Durable Object: what its sequencer asks it.

#![expect(missing_docs, reason = "what the macro generates has none")]

use std::{cell::RefCell, rc::Rc};

use pinewire_domain::{
    decimal::Decimal,
    trading::{
        order::{MarketKind, OrderRequest},
        sequencer::Answer,
    },
};
use pinewire_shared::{
    Cx, Result, clock, log, packed_call,
    trading::venue::{Ask, Question, Reply, Told, operation},
};
use worker::{DurableObject, Env, Request, Response, State, durable_object};

use crate::{books::Books, market};

/// How long an order waits when the market cannot be looked at.
const RETRY_MS: i64 = 2_000;
/// What an account begins with, unless the worker is told otherwise.
const DEFAULT_CASH: i64 = 100_000;

/// The venue of one paper account; the object's name is the account's id.
#[durable_object(fetch)]
pub struct PaperVenue {
    object: State,
    env: Env,
    books: RefCell<Option<Rc<Books>>>,
}

impl DurableObject for PaperVenue {
    fn new(object: State, env: Env) -> Self {
        Self {
            object,
            env,
            books: RefCell::default(),
        }
    }

    async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        match request.path().trim_start_matches('/') {
            operation::ASK => packed_call::answer(self.answer(&mut request).await),
            operation::FORGET => packed_call::answer(self.forget().await),
            _ => Response::error("no such operation", 404),
        }
    }
}

impl PaperVenue {
    async fn answer(&self, request: &mut Request) -> Result<Reply> {
        let Question { ask, seen, .. } = packed_call::question(request).await?;
        let cx = Cx::for_event("venue-paper", self.env.clone())?;
        let books = self.books(&cx)?;
        books.forget_news(seen)?;
        let answer = ask_venue(&cx, &books, ask).await?;
        // What happened comes before what was asked: an order's fill before the books that have it.
        let (news, through) = books.news()?;
        let told = news
            .into_iter()
            .map(|piece| Told::News(Box::new(piece.order), piece.execution));
        Ok(Reply {
            told: told.chain(answer).collect(),
            through,
            is_link_refused: false,
        })
    }

    async fn forget(&self) -> Result<()> {
        *self.books.borrow_mut() = None;
        Ok(self.object.storage().delete_all().await?)
    }

    fn books(&self, cx: &Cx) -> Result<Rc<Books>> {
        if let Some(books) = &*self.books.borrow() {
            return Ok(Rc::clone(books));
        }
        let cash = cx.var("PAPER_CASH").and_then(|text| text.parse().ok());
        let cash = cash.unwrap_or_else(|| Decimal::from(DEFAULT_CASH));
        let books = Rc::new(Books::open(self.object.storage(), cash)?);
        *self.books.borrow_mut() = Some(Rc::clone(&books));
        Ok(books)
    }
}

async fn ask_venue(cx: &Cx, books: &Books, ask: Ask) -> Result<Option<Told>> {
    Ok(match ask {
        Ask::Submit {
            client_order_id,
            request,
            market,
        } => Some(Told::Answer(
            submit(cx, books, &client_order_id, &request, market).await?,
        )),
        Ask::Cancel { venue_order_id } => Some(Told::Answer(
            books.with(|venue, now| venue.cancel(&venue_order_id, now))?,
        )),
        Ask::LookUp(by) => Some(Told::Answer(books.with(|venue, _| venue.look_up(&by))?)),
        Ask::Snapshot => {
            let asked_at = clock::now();
            // Without new prices it is valued at the last ones that were known.
            note(market::value(cx, books).await);
            let snapshot = books.with(|venue, now| {
                venue.tidy(now);
                venue.snapshot(asked_at, now)
            })?;
            Some(Told::Snapshot(Box::new(snapshot)))
        }
        Ask::Look => {
            note(market::look(cx, books).await);
            None
        }
    })
}

/// An order waits while the market cannot be seen.
async fn submit(
    cx: &Cx,
    books: &Books,
    client_order_id: &str,
    request: &OrderRequest,
    market: MarketKind,
) -> Result<Answer> {
    match market::tape(cx, &request.symbol, market).await {
        Ok(tape) => books.with(|venue, now| venue.submit(client_order_id, request, &tape, now)),
        Err(error) => {
            note(Err(error));
            let until = clock::now().plus_millis(RETRY_MS);
            Ok(Answer::Throttled { until })
        }
    }
}

fn note(seen: Result<()>) {
    if let Err(error) = seen {
        log::error("market_not_seen", &error.to_string());
    }
}
