//! An account at work: its sequencer in memory, and the way of every input through it: decide, store, and only then
//! answer, tell and carry out.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use pinewire_domain::{
    id::BrokerAccountId,
    time::Timestamp,
    trading::{
        broker::Broker,
        order::OrderRequest,
        risk::Rule,
        sequencer::{AccountView, Command, Effect, Facts, Input, Now, Reply, Sequencer, State},
    },
};
use pinewire_shared::{
    Cx, Error, Result, clock, durable_object,
    http::{Problem, Response},
    log,
    trading::{
        accounts::Link,
        records::{self, Standing, StandingQuestion},
        sequencer::Preview,
    },
};
use worker::Env;

use crate::{effects, store::Store, venue::Venue, watchers};

/// Limits, plan, link and day are read again when they are older than this, so that a lost word of a change is made good.
const STANDING_MS: i64 = 30_000;

/// An account, in the object that is named by it.
pub(crate) struct Account {
    pub(crate) object: worker::State,
    env: Env,
    store: RefCell<Option<Rc<Store>>>,
    seat: RefCell<Option<Seat>>,
    pub(crate) venue: Venue,
    /// When the object's alarm goes off, as far as this process knows.
    alarm_at: Cell<Option<Timestamp>>,
    /// Whether events are on their way to the database.
    pub(crate) is_projecting: Cell<bool>,
    standing_at: Cell<Timestamp>,
    /// How often it was asked how the account stands, and which of these answers counts: the newest question's.
    standing_asked: Cell<u64>,
    standing_taken: Cell<u64>,
    /// Keys of commands that a trade was reserved for, until what became of them is projected.
    pub(crate) reserved: RefCell<Vec<String>>,
}

/// What is in memory while the object is.
struct Seat {
    sequencer: Sequencer,
    broker: Broker,
    link: Link,
    day: String,
}

impl Account {
    pub(crate) fn new(object: worker::State, env: Env) -> Self {
        Self {
            object,
            env,
            store: RefCell::default(),
            seat: RefCell::default(),
            venue: Venue::default(),
            alarm_at: Cell::default(),
            is_projecting: Cell::default(),
            standing_at: Cell::new(Timestamp::MIN),
            standing_asked: Cell::default(),
            standing_taken: Cell::default(),
            reserved: RefCell::default(),
        }
    }

    pub(crate) fn cx(&self) -> Result<Cx> {
        Cx::for_event("order-sequencer", self.env.clone())
    }

    pub(crate) fn store(&self) -> Result<Rc<Store>> {
        if let Some(store) = &*self.store.borrow() {
            return Ok(Rc::clone(store));
        }
        let store = Rc::new(Store::open(self.object.storage())?);
        *self.store.borrow_mut() = Some(Rc::clone(&store));
        Ok(store)
    }

    /// Makes sure that the account is in memory; 404 if there is none of that id any more.
    pub(crate) async fn open(self: &Rc<Self>, id: &BrokerAccountId) -> Result<()> {
        if self.seat.borrow().is_some() {
            return Ok(());
        }
        let question = StandingQuestion {
            account: *id,
            trade: None,
        };
        let standing = records::standing(&self.cx()?, &question).await?;
        let standing = standing.ok_or_else(|| Problem::not_found("broker account"))?;
        if self.seat.borrow().is_some() {
            return Ok(()); // Somebody else opened it meanwhile.
        }
        let stored = self.store()?.state()?;
        let state = stored.unwrap_or_else(|| State::new(*id, standing.settings.clone()));
        *self.seat.borrow_mut() = Some(Seat {
            sequencer: Sequencer::new(state),
            broker: standing.broker,
            link: standing.link,
            day: standing.day,
        });
        self.standing_at.set(clock::now());
        self.hand_in(Input::Settings(Box::new(standing.settings)))?;
        self.hand_in(Input::Resumed)?;
        Ok(())
    }

    /// The alarm: what is due, here and at the venue.
    pub(crate) async fn wake(self: &Rc<Self>) -> Result<()> {
        self.alarm_at.set(None);
        let was_open = self.seat.borrow().is_some();
        if was_open {
            self.read_old_standing().await?;
        } else if let Some(state) = self.store()?.state()? {
            match self.open(&state.core.account).await {
                Err(Error::Reject(_)) => self.forget(&state.core.account).await?,
                opened => opened?,
            }
        }
        if self.seat.borrow().is_none() {
            return Ok(()); // There is nothing, or nothing any more.
        }
        self.venue.wake(self).await;
        if was_open {
            self.hand_in(Input::Alarm)?;
        } else {
            self.settle();
        }
        Ok(())
    }

    /// The account's user is erased: nothing is kept, nobody is told. An object always has an alarm within a day
    /// (the books of an account are read that often), so that it finds out even if nobody asks it anything more.
    async fn forget(&self, id: &BrokerAccountId) -> Result<()> {
        self.venue.forget(self, id).await?;
        *self.seat.borrow_mut() = None;
        *self.store.borrow_mut() = None;
        watchers::send_away(&self.object);
        Ok(self.object.storage().delete_all().await?)
    }

    /// Has the sequencer decide on an input, stores what follows, and begins to carry it out.
    pub(crate) fn hand_in(self: &Rc<Self>, input: Input) -> Result<Option<Reply>> {
        let step = {
            let mut seat = self.seat.borrow_mut();
            let Seat { sequencer, day, .. } = seat.as_mut().ok_or_else(not_open)?;
            let step = sequencer.handle(input, &now(day));
            if let Err(error) = self.store()?.save(sequencer.state(), &step) {
                // What is in memory is ahead of what is stored: it is read again.
                *seat = None;
                return Err(error);
            }
            step
        };
        if !step.dirty.orders.is_empty() {
            self.venue.stir(self);
        }
        self.settle();
        watchers::tell(&self.object, self.id(), &step.events);
        for effect in step.effects {
            self.begin(effect);
        }
        Ok(step.reply)
    }

    pub(crate) fn begin(self: &Rc<Self>, effect: Effect) {
        let account = Rc::clone(self);
        self.object.wait_until(async move {
            if let Err(error) = effects::carry_out(&account, effect).await {
                // The sequencer's alarm finds out what is missing.
                log::error("effect_failed", &error.to_string());
            }
        });
    }

    /// Hands in what a venue told; whether that is stored now.
    pub(crate) fn take(self: &Rc<Self>, input: Input) -> bool {
        let taken = self.hand_in(input);
        if let Err(error) = &taken {
            log::error("input_failed", &error.to_string());
            self.wake_in(1_000);
        }
        taken.is_ok()
    }

    /// Brings what follows from the state up to date: the way to the venue's news, and the alarm.
    fn settle(self: &Rc<Self>) {
        self.venue.keep(self);
        self.schedule();
    }

    /// Sets the alarm to what is due next.
    pub(crate) fn schedule(&self) {
        let own = self
            .seat
            .borrow()
            .as_ref()
            .and_then(|seat| seat.sequencer.next_alarm());
        let due = [own, self.venue.due()].into_iter().flatten().min();
        let Some(due) = due.map(|due| due.max(clock::now().plus_millis(1))) else {
            return;
        };
        if self.alarm_at.get().is_none_or(|known| due < known) {
            self.set_alarm(due);
        }
    }

    pub(crate) fn wake_in(&self, ms: i64) {
        self.set_alarm(clock::now().plus_millis(ms));
    }

    fn set_alarm(&self, at: Timestamp) {
        match durable_object::set_alarm(&self.object.storage(), at) {
            Ok(()) => self.alarm_at.set(Some(at)),
            Err(error) => log::error("alarm_not_set", &error.to_string()),
        }
    }

    /// Reads link, limits, plan and day again.
    pub(crate) async fn read_standing(self: &Rc<Self>) -> Result<()> {
        self.read_standing_for(None).await
    }

    /// The same, and reserves a trade for the command of that key.
    async fn read_standing_for(self: &Rc<Self>, trade: Option<String>) -> Result<()> {
        let account = self.link()?.account;
        let question = StandingQuestion { account, trade };
        let asked = self.standing_asked.get() + 1;
        self.standing_asked.set(asked);
        let Some(standing) = records::standing(&self.cx()?, &question).await? else {
            return self.forget(&account).await;
        };
        if asked < self.standing_taken.get() {
            return Ok(()); // A later question has its answer already: it counts what this one may not have seen.
        }
        self.standing_taken.set(asked);
        let Standing {
            broker,
            link,
            settings,
            day,
        } = standing;
        if let Some(seat) = self.seat.borrow_mut().as_mut() {
            (seat.broker, seat.link, seat.day) = (broker, link, day);
        }
        self.standing_at.set(clock::now());
        self.hand_in(Input::Settings(Box::new(settings)))?;
        Ok(())
    }

    /// The same if it was long ago. What is known goes on to count while it cannot be read.
    async fn read_old_standing(self: &Rc<Self>) -> Result<()> {
        if clock::now().millis_since(self.standing_at.get()) <= STANDING_MS {
            return Ok(());
        }
        match self.read_standing().await {
            Err(Error::Retry(what)) => {
                log::error("standing_not_read", &what);
                Ok(())
            }
            read => read,
        }
    }

    /// What must be known before a command. A plan that includes so many trades counts those of all accounts of the user,
    /// and what is under way there.
    pub(crate) async fn before(self: &Rc<Self>, key: &str, command: &Command) -> Result<()> {
        let may_trade = matches!(command, Command::Place { .. } | Command::Reverse { .. });
        let is_limited = self.with_state(|state| state.core.settings.plan.max_trades.is_some())?;
        if !(may_trade && is_limited) {
            return self.read_old_standing().await;
        }
        self.read_standing_for(Some(key.to_owned())).await?;
        self.reserved.borrow_mut().push(key.to_owned());
        Ok(())
    }

    /// What is to be done after a command: one that became nothing has nothing to project, but a trade to release.
    pub(crate) fn after_command(self: &Rc<Self>) {
        if !self.reserved.borrow().is_empty() {
            self.begin(Effect::Project { through: 0 });
        }
    }

    /// Compares the account with the venue's books, and waits for it.
    pub(crate) async fn read_books(self: &Rc<Self>) -> Result<()> {
        self.read_standing().await?;
        self.venue.wake(self).await;
        effects::carry_out(self, Effect::Snapshot).await
    }

    fn id(&self) -> Option<BrokerAccountId> {
        self.seat.borrow().as_ref().map(|seat| seat.link.account)
    }

    /// Where the account is.
    pub(crate) fn broker(&self) -> Result<Broker> {
        let seat = self.seat.borrow();
        Ok(seat.as_ref().ok_or_else(not_open)?.broker)
    }

    /// The way to the broker, as it was last read.
    pub(crate) fn link(&self) -> Result<Link> {
        let seat = self.seat.borrow();
        Ok(seat.as_ref().ok_or_else(not_open)?.link.clone())
    }

    /// Whether there are orders that something may still happen to.
    pub(crate) fn has_open_orders(&self) -> bool {
        let open = self.with_state(|state| {
            let mut orders = state.orders.values();
            orders.any(|order| !order.status.is_final() || order.is_alive_at_venue())
        });
        open.unwrap_or(false)
    }

    pub(crate) fn with_state<T>(&self, look: impl FnOnce(&State) -> T) -> Result<T> {
        let seat = self.seat.borrow();
        Ok(look(seat.as_ref().ok_or_else(not_open)?.sequencer.state()))
    }

    pub(crate) fn view(&self, since: Timestamp) -> Result<AccountView> {
        self.with_state(|state| state.view(since))
    }

    pub(crate) fn watch(self: &Rc<Self>) -> Result<Response> {
        let response = self.with_state(|state| watchers::let_in(&self.object, state))??;
        self.settle();
        Ok(response)
    }

    /// What would become of an order. One that only has to be confirmed is shown as it would be sent.
    pub(crate) fn preview(&self, request: &OrderRequest, facts: &Facts) -> Result<Preview> {
        let seat = self.seat.borrow();
        let Seat { sequencer, day, .. } = seat.as_ref().ok_or_else(not_open)?;
        let now = now(day);
        let mut answer = sequencer.preview(request, facts, false, &now);
        let mut refused = answer.as_ref().err().cloned();
        if let Some(Reply::Refused(refusal)) = &refused
            && refusal.rule == Rule::FatFinger
        {
            answer = sequencer.preview(request, facts, true, &now);
            if let Err(reply) = &answer {
                refused = Some(reply.clone());
            }
        }
        let state = sequencer.state();
        let price = request.own_price().or(facts.price);
        let quantity = price.and_then(|price| request.amount.quantity_at(price));
        let exposure = state.exposure(&request.symbol, request.side, price, None);
        let plan = &state.core.settings.plan;
        Ok(Preview {
            refused,
            request: answer.ok().map(|(request, _)| request),
            position: exposure.position,
            opening: exposure.opening(request.side, quantity.unwrap_or_default()),
            price,
            worth: price
                .zip(quantity)
                .map(|(price, quantity)| price.saturating_mul(quantity)),
            equity: state.core.figures.map(|figures| figures.equity),
            buying_power: state.core.figures.map(|figures| figures.buying_power),
            trades_left: plan
                .max_trades
                .map(|most| most.saturating_sub(exposure.trades_in_all)),
        })
    }
}

fn now(day: &str) -> Now {
    Now {
        day: day.to_owned(),
        at: clock::now(),
    }
}

fn not_open() -> Error {
    Error::retry("the account is being opened")
}
