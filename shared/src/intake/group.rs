//! Alerts that arrive together are committed together: while one transaction is under way, those that come in wait and
//! then share the next one, so that a burst costs a few transactions instead of one for each alert. Who comes alone
//! waits for nobody.
//!
//! A long line is no reason to refuse anyone: whoever is in it is stored in their turn. That the database does not answer
//! is: then all who wait are told at once, and 503 makes TradingView send the alert again.
//!
//! Each alert waits in the context of its own request for a promise of its own: the platform lets no request go on in
//! another one's context, but takes care that a promise may be resolved from there. The transaction runs in the context
//! of one of those who share it. Should that be cut off, those who share it find no answer in time and answer 503; whether
//! an alert was stored meanwhile is told by its dedupe key when it is sent again.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use js_sys::{Function, Promise};
use pinewire_domain::time::Timestamp;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::{DEADLINE, run, standing::Claimed, statements::Statements, time_left, worth_another_try};
use crate::{Cx, Error, Result, clock, deadline};

/// How many alerts share a transaction at most.
const MOST: usize = 50;
/// Nobody stands in line for longer: TradingView has hung up long since.
const LONGEST_LINE_MS: i64 = 20_000;

thread_local! {
    static WAITING: RefCell<Vec<Rc<Member>>> = const { RefCell::new(Vec::new()) };
    /// When the transaction that is under way began, if one is.
    static RUNNING_SINCE: Cell<Option<Timestamp>> = const { Cell::new(None) };
}

/// What a waiting alert is told.
enum Word {
    /// What its first statement gave.
    Committed(Option<Claimed>),
    /// Nothing was stored that is known of.
    Failed(String),
    /// Its transaction failed for a reason that may be another's: try it alone.
    Alone,
    /// The transaction before it has ended: run the next one.
    Lead,
}

/// An alert that waits.
struct Member {
    statements: Statements,
    /// How long a transaction may take that runs in this alert's context.
    patience: Duration,
    word: RefCell<Option<Word>>,
    wake: RefCell<Option<Function>>,
}

impl Member {
    fn tell(&self, word: Word) {
        *self.word.borrow_mut() = Some(word);
        if let Some(wake) = self.wake.take() {
            // Resolving a promise does not fail.
            let _ = wake.call0(&JsValue::UNDEFINED);
        }
    }

    /// Waits for the next word.
    async fn listen(&self) -> Option<Word> {
        if self.word.borrow().is_none() {
            let woken = Promise::new(&mut |resolve, _| *self.wake.borrow_mut() = Some(resolve));
            JsFuture::from(woken).await.ok()?;
        }
        self.word.take()
    }
}

/// Commits the statements of one alert. The row of the first one; `None` if it refused.
pub(super) async fn commit(cx: &Cx, statements: Statements) -> Result<Option<Claimed>> {
    let member = Rc::new(Member {
        statements,
        patience: time_left(cx),
        word: RefCell::default(),
        wake: RefCell::default(),
    });
    WAITING.with_borrow_mut(|waiting| waiting.push(Rc::clone(&member)));
    if !is_running() {
        lead(cx, &member);
    }
    let joined = clock::now();
    loop {
        match deadline::within(DEADLINE, member.listen()).await {
            Some(Some(Word::Committed(claimed))) => return Ok(claimed),
            Some(Some(Word::Failed(why))) => return Err(Error::Retry(why)),
            Some(Some(Word::Alone)) => {
                let results = run(cx, &member.statements, member.patience).await;
                return results.map_err(worth_another_try)?.first(0);
            }
            Some(Some(Word::Lead)) => lead(cx, &member),
            Some(None) => return Err(Error::bug("an alert was woken without a word")),
            None if clock::now().millis_since(joined) > LONGEST_LINE_MS => {
                leave(&member);
                return Err(Error::retry("too many alerts are in line"));
            }
            None if !is_in_line(&member) => {
                return Err(Error::retry("the alert's transaction was cut off"));
            }
            None if !is_running() => lead(cx, &member),
            None => {}
        }
    }
}

fn is_in_line(member: &Rc<Member>) -> bool {
    WAITING.with_borrow(|waiting| waiting.iter().any(|other| Rc::ptr_eq(other, member)))
}

fn leave(member: &Rc<Member>) {
    WAITING.with_borrow_mut(|waiting| waiting.retain(|other| !Rc::ptr_eq(other, member)));
}

/// A transaction that has not ended by then was cut off with its request.
fn is_running() -> bool {
    RUNNING_SINCE.get().is_some_and(|since| {
        u128::from(clock::now().millis_since(since).unsigned_abs()) < DEADLINE.as_millis()
    })
}

/// Commits those who are first in line, in the context of this request, which stays for it.
fn lead(cx: &Cx, leader: &Member) {
    let began = clock::now();
    RUNNING_SINCE.set(Some(began));
    let (context, patience) = (cx.clone(), leader.patience);
    cx.wait_until(async move {
        let members: Vec<Rc<Member>> =
            WAITING.with_borrow_mut(|waiting| waiting.drain(..waiting.len().min(MOST)).collect());
        let committed = run_together(&context, &members, patience).await;
        if let Err(Error::Retry(why)) = &committed {
            WAITING.with_borrow_mut(|waiting| {
                for member in waiting.drain(..) {
                    member.tell(Word::Failed(why.clone()));
                }
            });
        }
        // Whoever took this one for cut off leads already.
        if RUNNING_SINCE.get() == Some(began) {
            hand_over();
        }
        announce(&members, committed);
    });
}

async fn run_together(cx: &Cx, members: &[Rc<Member>], patience: Duration) -> Result<Vec<Option<Claimed>>> {
    let statements = members.iter().flat_map(|member| &member.statements);
    let mut results = run(cx, statements, patience).await?;
    let mut rows = Vec::with_capacity(members.len());
    let mut first = 0;
    for member in members {
        rows.push(results.first(first)?);
        first += member.statements.len();
    }
    Ok(rows)
}

/// Lets one of those who came meanwhile run the next transaction.
fn hand_over() {
    match WAITING.with_borrow(|waiting| waiting.first().cloned()) {
        Some(next) => next.tell(Word::Lead),
        None => RUNNING_SINCE.set(None),
    }
}

fn announce(members: &[Rc<Member>], committed: Result<Vec<Option<Claimed>>>) {
    match committed {
        Ok(rows) => {
            for (member, row) in members.iter().zip(rows) {
                member.tell(Word::Committed(row));
            }
        }
        Err(Error::Retry(why)) => {
            for member in members {
                member.tell(Word::Failed(why.clone()));
            }
        }
        Err(other) => {
            let why = worth_another_try(other).to_string();
            for member in members {
                member.tell(if members.len() > 1 {
                    Word::Alone
                } else {
                    Word::Failed(why.clone())
                });
            }
        }
    }
}
