//! The line to the broker's stream of news, which the broker's worker relays. It is held while orders are open or somebody watches: the object can't sleep
//! meanwhile. What is missed while it is down is found by reading the books once it is up, and now and then until then.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use pinewire_domain::{
    packed::{pack, unpack},
    time::Timestamp,
    trading::sequencer::{Effect, Input},
};
use pinewire_shared::{
    Error, Result, clock, deadline,
    http::outgoing,
    log,
    packed_call::Target,
    trading::venue::{ALPACA, Frame, operation},
    web_socket::{self, Frames},
};
use worker::WebSocket;

use crate::{account::Account, watchers};

/// The first wait before the line is opened again; doubles up to the longest.
const FIRST_WAIT_MS: i64 = 1_000;
const LONGEST_WAIT_MS: i64 = 60_000;
/// How often the books are read while orders are open and the line is down.
const WITHOUT_LINE_MS: i64 = 10_000;
/// So long after the last change of an order the books are read although the line is up, then after twice that, and so on
/// up to the longest: news may be lost on their way, and most come soon. Each reading costs four calls.
const FIRST_CHECK_MS: i64 = 3_000;
const LONGEST_CHECK_MS: i64 = 30_000;
/// How long opening it may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long the line is held after nobody needs it any more.
const LINGER_MS: i64 = 60_000;

/// The line, in whatever state it is.
#[derive(Default)]
pub(crate) struct Line {
    is_open: Cell<bool>,
    /// Whether news come in: only then is nothing missed.
    is_listening: Cell<bool>,
    failures: Cell<u32>,
    /// Not to be opened before then.
    retry_at: Cell<Option<Timestamp>>,
    is_needed: Cell<bool>,
    /// When somebody last needed it.
    needed_at: Cell<Option<Timestamp>>,
    /// When the books were last read because it is down.
    read_at: Cell<Option<Timestamp>>,
    /// When they are to be read although it is up, and how long that was waited for.
    check: Cell<Option<(Timestamp, i64)>>,
    /// Where it ends.
    socket: RefCell<Option<WebSocket>>,
}

impl Line {
    /// When it is to be opened or given up, or the books are to be read.
    pub(crate) fn due(&self) -> Option<Timestamp> {
        if !self.is_needed.get() {
            let lingers = self.needed_at.get().filter(|_| self.socket.borrow().is_some());
            return lingers.map(|at| at.plus_millis(LINGER_MS));
        }
        let reopen = self.retry_at.get().filter(|_| !self.is_open.get());
        let read = (!self.is_listening.get()).then(|| {
            let last = self.read_at.get().or(self.needed_at.get());
            last.unwrap_or(Timestamp::EPOCH).plus_millis(WITHOUT_LINE_MS)
        });
        let check = self.check.get().map(|(at, _)| at);
        [reopen, read, check].into_iter().flatten().min()
    }

    /// An order has changed: more is to be heard of it, or was lost.
    pub(crate) fn stir(&self) {
        let at = clock::now().plus_millis(FIRST_CHECK_MS);
        let planned = self.check.get().map_or(at, |(planned, _)| planned.min(at));
        self.check.set(Some((planned, FIRST_CHECK_MS)));
    }

    /// Opens the line if it is needed, and closes it if it has not been for a while.
    pub(crate) fn keep(&self, account: &Rc<Account>) {
        let now = clock::now();
        self.is_needed.set(is_needed(account));
        if !self.is_needed.get() {
            self.check.set(None);
            if !self.is_open.get() {
                self.needed_at.set(None);
            } else if !self.was_needed_lately()
                && let Some(socket) = self.socket.take()
            {
                web_socket::close(&socket);
            }
            return;
        }
        if let Some((_, waited)) = self.check.get().filter(|(at, _)| *at <= now) {
            let wait = waited * 2;
            let again = (wait <= LONGEST_CHECK_MS).then(|| (now.plus_millis(wait), wait));
            self.check.set(again);
            if self.is_listening.get() {
                read_books(account);
            }
        }
        let is_new = self.needed_at.replace(Some(now)).is_none();
        if is_new {
            self.read_at.set(Some(now));
        } else if !self.is_listening.get() && self.read_at.get().is_none_or(is_long_ago) {
            self.read_at.set(Some(now));
            read_books(account);
        }
        let must_wait = self.retry_at.get().is_some_and(|at| now < at);
        if must_wait || self.is_open.replace(true) {
            return;
        }
        self.retry_at.set(None);
        let account = Rc::clone(account);
        let held = Rc::clone(&account);
        account.object.wait_until(async move {
            let line = &held.venue.line;
            let ended = line.hold(&held).await;
            line.ended(&held, ended);
        });
    }

    async fn hold(&self, account: &Rc<Account>) -> Result<()> {
        let link = pack(&account.link()?).map_err(Error::bug)?;
        let opened = deadline::within(PATIENCE, open(account)).await;
        let socket = opened.unwrap_or_else(|| Err(Error::retry("the stream does not open")))?;
        *self.socket.borrow_mut() = Some(socket.clone());
        let mut frames = Frames::of(&socket)?;
        socket.send_with_bytes(link)?;
        let heard = loop {
            match frames.next().await {
                Ok(Some(frame)) => match unpack(&frame).map(|frame| self.take(account, frame)) {
                    Ok(true) => {}
                    Ok(false) => break Ok(()),
                    Err(error) => break Err(Error::bug(error)),
                },
                Ok(None) => break Ok(()),
                Err(error) => break Err(error),
            }
        };
        web_socket::close(&socket);
        heard
    }

    /// Whether to go on listening.
    fn take(&self, account: &Rc<Account>, frame: Frame) -> bool {
        match frame {
            Frame::Listening => {
                self.failures.set(0);
                self.is_listening.set(true);
                // What happened before is read in one piece.
                read_books(account);
                // An order whose answer is still out is not looked for yet.
                self.stir();
                account.schedule();
            }
            Frame::Update(order, execution) => {
                account.take(Input::News { order, execution });
            }
            Frame::Unreadable(error) => log::error("stream_not_understood", &error),
            // The next call says the same, and it is noted.
            Frame::Unauthorized => return false,
        }
        is_needed(account) || self.was_needed_lately()
    }

    fn was_needed_lately(&self) -> bool {
        let at = self.needed_at.get();
        at.is_some_and(|at| clock::now().millis_since(at) < LINGER_MS)
    }

    fn ended(&self, account: &Rc<Account>, ended: Result<()>) {
        self.is_open.set(false);
        self.is_listening.set(false);
        *self.socket.borrow_mut() = None;
        let failures = self.failures.get();
        self.failures.set(failures.saturating_add(1));
        if let Err(error) = ended {
            log::error("stream_ended", &error.to_string());
        }
        if is_needed(account) {
            let wait = (FIRST_WAIT_MS << failures.min(6))
                .min(LONGEST_WAIT_MS)
                .min(WITHOUT_LINE_MS);
            self.retry_at.set(Some(clock::now().plus_millis(wait)));
            account.schedule();
        }
    }
}

async fn open(account: &Account) -> Result<WebSocket> {
    let headers = worker::Headers::new();
    headers.set("upgrade", "websocket")?;
    let url = format!("https://venue/{}", operation::STREAM);
    let request = outgoing::request(&worker::Method::Get, &url, &headers, None)?;
    let response = Target::service(&account.cx()?, ALPACA)?.fetch(request).await?;
    let socket = response.websocket();
    socket.ok_or_else(|| Error::retry("the broker's stream is not relayed"))
}

fn read_books(account: &Rc<Account>) {
    let reader = Rc::clone(account);
    account.object.wait_until(async move {
        if let Err(error) = reader.venue.carry_out(&reader, Effect::Snapshot).await {
            log::error("books_not_read", &error.to_string());
        }
    });
}

fn is_long_ago(at: Timestamp) -> bool {
    clock::now().millis_since(at) >= WITHOUT_LINE_MS
}

/// Whether orders are open that news may come of, or somebody watches.
fn is_needed(account: &Account) -> bool {
    let is_active = account.with_state(|state| state.core.settings.inactive.is_none());
    (is_active.unwrap_or(false) && account.has_open_orders()) || watchers::are_there(&account.object)
}
