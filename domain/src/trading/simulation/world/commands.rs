//! What users and strategies want.

use super::{World, symbols};
use crate::decimal::Decimal;
use crate::id::{OrderId, SignalId, StrategyBindingId};
use crate::symbol::Symbol;
use crate::trading::order::{
    Amount, Instrument, OrderRequest, OrderType, Origin, Side, StopLoss, TakeProfit, TimeInForce,
};
use crate::trading::sequencer::{Command, Facts, Input, Reply};

impl World {
    fn facts(&self, symbol: &Symbol) -> Facts {
        Facts {
            instrument: Some(Instrument::us_stock(symbol.clone())),
            price: Some(self.venue.prices[symbol]),
        }
    }

    pub(super) fn command(&mut self) {
        if self.random.percent(10)
            && let Some((key, command, reply)) = self.answered.last().cloned()
        {
            // The client did not hear the reply and asks again: the same command, a new id, the same answer.
            let command = match command {
                Command::Place {
                    request,
                    origin,
                    confirmed,
                    may_repeat,
                    order: _,
                } => Command::Place {
                    order: OrderId::new(self.now, u128::from(self.random.next())),
                    request,
                    origin,
                    confirmed,
                    may_repeat,
                },
                other => other,
            };
            self.tally.note("repeat");
            let facts = self.facts(&symbols()[0]);
            let again = self.hand_in(Input::Command { key, command, facts });
            assert!(
                again.is_none_or(|again| again == reply),
                "a repeat got another answer"
            );
            return;
        }
        self.commands += 1;
        let key = format!("key-{}", self.commands);
        let command = self.some_command();
        self.hand_in_command(key, command);
    }

    pub(super) fn hand_in_command(&mut self, key: String, command: Command) {
        let symbol = match &command {
            Command::Place { request, .. } | Command::Modify { request, .. } => request.symbol.clone(),
            _ => symbols()[0].clone(),
        };
        let facts = match &command {
            Command::Place { .. } | Command::Modify { .. } => self.facts(&symbol),
            _ => Facts::default(),
        };
        let reply = self.hand_in(Input::Command {
            key: key.clone(),
            command: command.clone(),
            facts,
        });
        match reply {
            None => self.unanswered.push_back((key, command)),
            Some(reply) => {
                match &reply {
                    Reply::Accepted { .. } | Reply::Done => self.tally.note("accepted"),
                    Reply::Pending { .. } => self.tally.note("pending"),
                    Reply::Refused(_) => self.tally.note("refused"),
                    _ => self.tally.note("conflict"),
                }
                if matches!(
                    reply,
                    Reply::Accepted { .. } | Reply::Pending { .. } | Reply::Done
                ) {
                    self.answered.push((key, command, reply));
                }
            }
        }
    }

    fn some_request(&mut self) -> OrderRequest {
        let symbol = self.random.pick(&symbols()).clone();
        let price = self.venue.prices[&symbol];
        let side = *self.random.pick(&[Side::Buy, Side::Sell]);
        let quantity = Decimal::from(self.random.between(1, 12));
        let mut request = OrderRequest::market(symbol, side, Amount::Quantity(quantity));
        let near = |away: i64| price.saturating_add(side.signed(Decimal::from(away)));
        if self.random.percent(50) {
            request.kind = OrderType::Limit;
            request.limit_price = Some(near(self.random.between(-6, 2)));
            request.duration = TimeInForce::Gtc;
            if self.random.percent(20) {
                let seconds = self.random.between(1, 120);
                request.duration = TimeInForce::Gtd;
                request.expires_at = Some(self.now.plus_millis(seconds * 1_000));
                return request;
            }
        }
        if self.random.percent(30) {
            let target = TakeProfit { limit_price: near(8) };
            let stop = StopLoss {
                stop_price: near(-8),
                limit_price: None,
            };
            let both = self.random.percent(60);
            request.set_brackets(both.then_some(target), Some(stop));
        }
        request
    }

    fn some_command(&mut self) -> Command {
        let symbol = self.random.pick(&symbols()).clone();
        let open: Vec<_> = self
            .sequencer
            .state()
            .orders
            .values()
            .filter(|order| !order.status.is_final())
            .map(|order| order.id)
            .collect();
        let order = OrderId::new(self.now, u128::from(self.random.next()));
        match self.random.between(0, 99) {
            0..=7 if !open.is_empty() => Command::Cancel {
                order: *self.random.pick(&open),
            },
            8..=19 if !open.is_empty() => {
                let id = *self.random.pick(&open);
                let mut request = self.sequencer.state().orders[&id].request.clone();
                let quantity = Decimal::from(self.random.between(1, 12));
                request.amount = Amount::Quantity(quantity);
                request.limit_price = request
                    .limit_price
                    .map(|price| price.saturating_add(Decimal::from(self.random.between(-2, 2))));
                Command::Modify {
                    order: id,
                    request: Box::new(request),
                }
            }
            20..=29 => Command::Close {
                symbol,
                quantity: None,
            },
            30..=33 => Command::Close {
                symbol,
                quantity: Some(Decimal::from(self.random.between(1, 9))),
            },
            34..=36 => Command::Reverse { symbol },
            37..=40 => Command::Protect {
                symbol,
                take_profit: None,
                stop_loss: Some(StopLoss {
                    stop_price: Decimal::from(self.random.between(82, 118)),
                    limit_price: None,
                }),
            },
            41..=43 => Command::Kill {
                flatten: self.random.percent(50),
            },
            44..=52 => Command::Unkill,
            53..=65 => Command::Place {
                order,
                request: Box::new(self.some_request()),
                origin: Origin::Signal {
                    binding: StrategyBindingId::from_parts(1, 1),
                    signal: SignalId::from_parts(1, u128::from(self.commands)),
                },
                confirmed: false,
                may_repeat: self.random.percent(50),
            },
            _ => Command::Place {
                order,
                request: Box::new(self.some_request()),
                origin: Origin::User,
                confirmed: false,
                may_repeat: true,
            },
        }
    }

    /// The user closes something on the venue's own site.
    pub(super) fn trade_elsewhere(&mut self) {
        let symbol = self.random.pick(&symbols()).clone();
        let position = self.venue.position(&symbol);
        if let Some(side) = Side::reducing(position) {
            self.tally.note("elsewhere");
            let request = OrderRequest::market(symbol, side, Amount::Quantity(Decimal::from(1)));
            let now = self.venues_now();
            self.venue.submit_elsewhere(&request, now, &mut self.random);
        }
    }
}
