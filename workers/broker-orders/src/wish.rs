//! Handing on what a panel wants: the form, the market as it is now, and the key that makes a repeat of the same request one
//! with the first.

use pinewire_domain::{
    id::{BrokerAccountId, OrderId},
    symbol::Symbol,
    trading::{
        broker_wire::{OrderForm, refusal_message},
        order::Instrument,
        sequencer::{Command, Facts, Reply},
    },
    validation::FieldError,
};
use pinewire_shared::{
    Cx, Error, Result,
    http::{Problem, Request},
    panel::{Fields, prices},
    random,
    trading::{
        market::{self, Quote},
        sequencer,
    },
};

/// Longer request ids nobody sends.
const MAX_ID_CHARS: usize = 128;

/// What comes in the query of a wish.
#[derive(Debug)]
pub(crate) struct Query {
    /// The same in a repeat.
    request_id: Option<String>,
    /// What a preview gave.
    pub(crate) confirm_id: Option<String>,
}

impl Query {
    /// What the query of this request says.
    pub(crate) fn of(request: &Request) -> Self {
        let query = Fields::of_query(request);
        Self {
            request_id: query.get("requestId").map(str::to_owned),
            confirm_id: query.get("confirmId").map(str::to_owned),
        }
    }

    /// The idempotency key. Without a `requestId` every request is another wish.
    pub(crate) fn key(&self) -> Result<String> {
        match &self.request_id {
            None => Ok(format!("panel:{}", random::token()?)),
            Some(id) if id.len() <= MAX_ID_CHARS => Ok(format!("panel:{id}")),
            Some(_) => Err(Problem::invalid("requestId", "Use at most 128 characters.").into()),
        }
    }
}

/// The order in the form of this request.
pub(crate) async fn form(request: &mut Request) -> Result<OrderForm> {
    Ok(order_form(&Fields::of_form(request).await?))
}

/// The order in a form.
pub(crate) fn order_form(form: &Fields) -> OrderForm {
    OrderForm::read(|name| form.get(name).map(str::to_owned))
}

/// What is known of a market now. An order that needs a price says so itself where there is none.
pub(crate) async fn facts(cx: &Cx, instrument: Option<Instrument>, symbol: &Symbol) -> Facts {
    let quotes = prices::quotes(cx, std::slice::from_ref(symbol)).await;
    Facts {
        instrument,
        price: quotes.get(symbol).and_then(Quote::price),
    }
}

/// The instrument that a panel calls so.
pub(crate) async fn instrument(cx: &Cx, name: Option<&str>) -> Result<Instrument> {
    let unknown = || Problem::invalid("instrument", "This instrument is not known here.");
    let symbol = Symbol::parse(name.unwrap_or_default()).map_err(|_| unknown())?;
    market::instrument(cx, &symbol)
        .await?
        .ok_or_else(|| unknown().into())
}

/// Hands a command on. The order that it is about, if it is about one; what is not to its liking becomes the sentence that
/// the panel shows.
pub(crate) async fn carry_out(
    cx: &Cx,
    account: &BrokerAccountId,
    query: &Query,
    command: Command,
    facts: Facts,
) -> Result<Option<OrderId>> {
    let reply = sequencer::command(cx, account, &query.key()?, command, facts).await?;
    match reply {
        Reply::Accepted { order } | Reply::Pending { order } => Ok(Some(order)),
        Reply::Done => Ok(None),
        refused => Err(refusal(&refused)),
    }
}

/// The sentence of a reply that refuses.
pub(crate) fn refusal(reply: &Reply) -> Error {
    let sentence = refusal_message(reply).unwrap_or_default();
    Problem::new(422, "refused", sentence).into()
}

/// The sentence of fields that are wrong.
pub(crate) fn invalid(errors: Vec<FieldError>) -> Error {
    refusal(&Reply::Invalid(errors))
}
