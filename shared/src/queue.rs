//! Queues: how jobs reach the worker that does them. A message is no more than a job's id: what is to be done stands
//! in the `jobs` table, because a queue may duplicate, reorder or lose what it carries (see [`crate::jobs`]).

use pinewire_domain::id::JobId;
use serde::{Deserialize, Serialize};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use worker::MessageExt;

use crate::{Error, Result};

/// The kinds of jobs; each has a queue of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Topic {
    /// Take a screenshot of a signal's chart.
    Screenshots,
    /// Send an e-mail.
    Mail,
    /// Take up wanted changes of script access.
    Access,
    /// Compare the books of script access with TradingView.
    Reconciliation,
    /// Bring a seller's scripts up to date.
    Sync,
    /// Tell a seller's own systems what happened.
    Events,
    /// Carry out what a shop's event means.
    Purchases,
    /// Make orders of alerts.
    AlertOrders,
}

impl Topic {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Screenshots,
        Self::Mail,
        Self::Access,
        Self::Reconciliation,
        Self::Sync,
        Self::Events,
        Self::Purchases,
        Self::AlertOrders,
    ];

    /// The name in the `jobs` table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Screenshots => "screenshots",
            Self::Mail => "mail",
            Self::Access => "access",
            Self::Reconciliation => "reconciliation",
            Self::Sync => "sync",
            Self::Events => "events",
            Self::Purchases => "purchases",
            Self::AlertOrders => "alert-orders",
        }
    }

    /// The topic of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.as_str() == name)
    }

    /// The topic that a queue carries, by the queue's name; its dead-letter queue counts as itself.
    pub fn of_queue(queue: &str) -> Option<Self> {
        let name = queue.strip_prefix("pinewire-")?;
        Self::parse(name.strip_suffix("-dlq").unwrap_or(name))
    }

    pub(crate) const fn binding(self) -> &'static str {
        match self {
            Self::Screenshots => "SCREENSHOT_QUEUE",
            Self::Mail => "MAIL_QUEUE",
            Self::Access => "ACCESS_QUEUE",
            Self::Reconciliation => "RECONCILIATION_QUEUE",
            Self::Sync => "SYNC_QUEUE",
            Self::Events => "EVENT_QUEUE",
            Self::Purchases => "PURCHASE_QUEUE",
            Self::AlertOrders => "ALERT_ORDER_QUEUE",
        }
    }
}

/// What a message says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JobMessage {
    /// The job to do.
    pub job_id: JobId,
}

/// `Queue` as JavaScript has it, as far as it is needed. The SDK's own type links serde-wasm-bindgen into every sender.
mod platform {
    use js_sys::{Array, Promise};
    use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

    #[wasm_bindgen]
    extern "C" {
        #[derive(Debug)]
        pub(super) type Queue;

        #[wasm_bindgen(method, catch, js_name = sendBatch)]
        pub(super) fn send_batch(this: &Queue, messages: &Array) -> Result<Promise, JsValue>;
    }
}

/// The sending end of a queue.
#[derive(Debug)]
pub struct Queue {
    queue: platform::Queue,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outgoing<'a> {
    body: &'a JobMessage,
    content_type: &'static str,
}

impl Queue {
    pub(crate) fn new(queue: &worker::Queue) -> Self {
        let queue: &JsValue = queue.as_ref();
        Self {
            queue: queue.clone().unchecked_into(),
        }
    }

    /// Sends messages, 100 at a time.
    pub async fn send(&self, messages: &[JobMessage]) -> Result<()> {
        for chunk in messages.chunks(100) {
            let batch: Vec<Outgoing<'_>> = chunk
                .iter()
                .map(|body| Outgoing {
                    body,
                    content_type: "json",
                })
                .collect();
            let batch = js_sys::JSON::parse(&serde_json::to_string(&batch)?)?;
            let sent = match self.queue.send_batch(batch.unchecked_ref()) {
                Ok(promise) => JsFuture::from(promise).await,
                Err(error) => Err(error),
            };
            sent.map_err(|error| Error::retry(format_args!("queue: {}", worker::Error::from(error))))?;
        }
        Ok(())
    }
}

/// What becomes of a message after its consumer has seen it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// Done with, for good or ill.
    Ack,
    /// Bring it again after so many seconds.
    Retry {
        /// The wait.
        delay_seconds: u32,
    },
}

/// A received message.
#[derive(Debug)]
pub struct Received {
    message: worker::RawMessage,
}

impl Received {
    /// What it says; `None` if it is none of our messages. Never fails: a failed decode would consume the message.
    pub fn job(&self) -> Option<JobMessage> {
        serde_json::from_str(&self.text()).ok()
    }

    /// The body as JSON text, for the record of what nobody understood.
    pub fn text(&self) -> String {
        let body: JsValue = self.message.body();
        js_sys::JSON::stringify(&body)
            .ok()
            .and_then(|text| text.as_string())
            .unwrap_or_default()
    }

    /// The queue's own id of the message.
    pub fn id(&self) -> String {
        self.message.id()
    }

    /// Settles the message. A message that is not settled is taken as done by the platform.
    pub fn settle(&self, delivery: Delivery) {
        match delivery {
            Delivery::Ack => self.message.ack(),
            Delivery::Retry { delay_seconds } => {
                let options = worker::QueueRetryOptionsBuilder::new()
                    .with_delay_seconds(delay_seconds)
                    .build();
                self.message.retry_with_options(&options);
            }
        }
    }
}

/// The messages of a batch.
pub fn messages(batch: &worker::MessageBatch<JsValue>) -> Vec<Received> {
    batch.raw_iter().map(|message| Received { message }).collect()
}
