//! The Durable Object: what it is asked, and its alarm. The account itself is [`Account`](crate::account::Account).

#![expect(missing_docs, reason = "what the macro generates has none")]

use std::rc::Rc;

use pinewire_domain::{id::BrokerAccountId, packed::unpack, trading::sequencer::Input};
use pinewire_shared::{
    Error, Result, log,
    trading::sequencer::{ACCOUNT_HEADER, AccountQuestion, CommandQuestion, PreviewQuestion, operation},
};
use serde::Serialize;
use worker::{DurableObject, Env, Request, Response, WebSocket, WebSocketIncomingMessage, durable_object};

use crate::{account::Account, projection, watchers};

/// How long the object waits after a failure of its own before it tries again.
const RETRY_MS: i64 = 5_000;

/// The sequencer of one account; the object's name is the account's id.
#[durable_object]
pub struct OrderSequencer {
    account: Rc<Account>,
}

impl DurableObject for OrderSequencer {
    fn new(object: worker::State, env: Env) -> Self {
        watchers::answer_pings(&object);
        Self {
            account: Rc::new(Account::new(object, env)),
        }
    }

    async fn fetch(&self, request: Request) -> worker::Result<Response> {
        match self.answer(request).await {
            Ok(response) => Ok(response),
            Err(Error::Retry(what)) => Response::error(what, 503),
            Err(Error::Reject(problem)) => Response::error(problem.detail, problem.status),
            Err(error) => Err(error.into()),
        }
    }

    /// Never fails: the platform would give up on an alarm that does so too often.
    async fn alarm(&self) -> worker::Result<Response> {
        if let Err(error) = self.account.wake().await {
            log::error("order_sequencer_failed", &error.to_string());
            self.account.wake_in(RETRY_MS);
        }
        Response::empty()
    }

    async fn websocket_message(&self, _: WebSocket, _: WebSocketIncomingMessage) -> worker::Result<()> {
        Ok(()) // Watchers have nothing to say.
    }

    async fn websocket_close(&self, socket: WebSocket, _: usize, _: String, _: bool) -> worker::Result<()> {
        watchers::close(&socket, "");
        Ok(())
    }

    async fn websocket_error(&self, socket: WebSocket, _: worker::Error) -> worker::Result<()> {
        watchers::close(&socket, "");
        Ok(())
    }
}

impl OrderSequencer {
    async fn answer(&self, mut request: Request) -> Result<Response> {
        let path = request.path();
        let account = &self.account;
        match path.trim_start_matches('/') {
            operation::COMMAND => {
                let question: CommandQuestion = read(&mut request).await?;
                account.open(&question.account).await?;
                account.before(&question.key, &question.command).await?;
                let input = Input::Command {
                    key: question.key,
                    command: question.command,
                    facts: question.facts,
                };
                let reply = account.hand_in(input)?;
                account.after_command();
                json(&reply.ok_or_else(|| Error::bug("a command without a reply"))?)
            }
            operation::PREVIEW => {
                let question: PreviewQuestion = read(&mut request).await?;
                account.open(&question.account).await?;
                json(&account.preview(&question.request, &question.facts)?)
            }
            operation::VIEW => {
                let question: AccountQuestion = read(&mut request).await?;
                account.open(&question.account).await?;
                json(&account.view(question.since)?)
            }
            operation::WATCH => {
                let id: Option<BrokerAccountId> = request
                    .headers()
                    .get(ACCOUNT_HEADER)?
                    .and_then(|id| id.parse().ok());
                account
                    .open(&id.ok_or_else(|| Error::bug("a watcher of no account"))?)
                    .await?;
                account.watch()
            }
            operation::SETTINGS => {
                let question: AccountQuestion = read(&mut request).await?;
                account.open(&question.account).await?;
                account.read_standing().await?;
                json(&())
            }
            operation::RESYNC => {
                let question: AccountQuestion = read(&mut request).await?;
                account.open(&question.account).await?;
                account.read_books().await?;
                json(&())
            }
            operation::REBUILD => {
                let question: AccountQuestion = read(&mut request).await?;
                account.open(&question.account).await?;
                projection::rebuild(account).await?;
                json(&())
            }
            _ => Ok(Response::error("no such operation", 404)?),
        }
    }
}

async fn read<T: serde::de::DeserializeOwned>(request: &mut Request) -> Result<T> {
    unpack(&request.bytes().await?).map_err(Error::bug)
}

fn json<T: Serialize>(value: &T) -> Result<Response> {
    Ok(Response::ok(serde_json::to_string(value)?)?)
}
