//! The Durable Object that answers every request. Its events may overlap while one waits, as for a fault's latency; what
//! a handler does is one step, which is stored before anybody hears of it.

#![expect(missing_docs, reason = "what the macro generates has none")]

use std::cell::{Cell, RefCell};

use pinewire_sandbox_kit::{
    addressee::{Vendor, addressee},
    answer::StandIn,
    fault::Fault,
    faults, socket,
};
use pinewire_shared::{
    Error, Result, clock,
    http::{Problem, Request, Response, response, to_problem, with_mutable_headers},
    log, random,
};
use worker::{
    DurableObject, Env, SqlStorage, WebSocket, WebSocketIncomingMessage, WebSocketPair, durable_object,
};

use crate::{
    control, journal,
    json::data,
    routes::{self, Host},
    store::{self, Stored},
    stream::{self, Listener},
    venue::{account::Environment, refusal::Refusal, trouble::Delivery},
    visit::{Reply, Visit},
    world::{Credentials, Settings, World},
};

/// Enough for any order, and for long paths of prices.
const MAX_BODY: usize = 256 * 1024;
/// How often time goes by for orders while somebody listens.
const TICK_MS: i64 = 1_000;
/// "Service restart" (RFC 6455's registry of close codes).
const RESTART: u16 = 1012;
/// "Policy violation" (RFC 6455, section 7.4).
const POLICY: u16 = 1008;

const STAND_IN: StandIn = StandIn {
    failure,
    signed_out_page: || failure(401),
};

/// Everything that the stand-in keeps.
#[durable_object]
pub struct SandboxAlpaca {
    object: worker::State,
    /// As it is stored; nothing before the first event, and after one that failed.
    kept: RefCell<Option<Kept>>,
    /// Whether the tables are there.
    is_ready: Cell<bool>,
}

struct Kept {
    world: World,
    stored: Stored,
}

impl DurableObject for SandboxAlpaca {
    fn new(object: worker::State, _: Env) -> Self {
        Self {
            object,
            kept: RefCell::new(None),
            is_ready: Cell::new(false),
        }
    }

    async fn fetch(&self, request: worker::Request) -> worker::Result<Response> {
        let answer = match self.answer(Request::new(request)).await {
            Ok(answer) => answer,
            Err(error) => {
                if !matches!(error, Error::Reject(_)) {
                    log::error("sandbox_alpaca", &error.to_string());
                }
                to_problem(&error).to_response(&random::id(clock::now())?)?
            }
        };
        Ok(answer)
    }

    async fn alarm(&self) -> worker::Result<Response> {
        self.step(|_| ())?;
        self.wake_again().await?;
        Response::empty()
    }

    async fn websocket_message(
        &self,
        socket: WebSocket,
        message: WebSocketIncomingMessage,
    ) -> worker::Result<()> {
        let text = match message {
            WebSocketIncomingMessage::String(text) => text,
            WebSocketIncomingMessage::Binary(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        };
        let Some(mut listener) = listener(&socket) else {
            return Ok(());
        };
        let (answer, ends) = self.step(|world| stream::hear(world, &mut listener, &text))?;
        socket::keep(&socket, &listener.to_text())?;
        say(&socket, &listener, &answer);
        if ends {
            close(&socket, POLICY);
        }
        self.wake_again().await
    }

    async fn websocket_close(&self, socket: WebSocket, _: usize, _: String, _: bool) -> worker::Result<()> {
        close(&socket, 1000);
        Ok(())
    }

    async fn websocket_error(&self, socket: WebSocket, _: worker::Error) -> worker::Result<()> {
        close(&socket, 1011);
        Ok(())
    }
}

impl SandboxAlpaca {
    /// The storage, with its tables.
    fn sql(&self) -> worker::Result<SqlStorage> {
        let sql = self.object.storage().sql();
        if !self.is_ready.get() {
            faults::create(&sql)?;
            journal::create(&sql)?;
            store::create(&sql)?;
            self.is_ready.set(true);
        }
        Ok(sql)
    }

    async fn answer(&self, request: Request) -> Result<Response> {
        let name = addressee(&request);
        let host = Host::of(&name);
        if request.path() == stream::PATH && request.header("upgrade").is_some() {
            return self.open_stream(host);
        }
        let visit = read(request).await?;
        if routes::is_ours(&visit.path) {
            return match self.of_object(&visit)? {
                Some(answer) => Ok(answer),
                None => self.reply(host, &visit).await,
            };
        }
        let sql = self.sql()?;
        let account = self.step(|world| {
            let caller = world.find(visit.credentials.as_ref()?, None).ok()?;
            Some(world.accounts.get(caller)?.facts.id.clone())
        })?;
        let fault: Option<Fault> = faults::take(&sql, Vendor::Alpaca, &visit.method, &visit.path)?;
        let fault_text = fault.as_ref().map(Fault::to_text);
        let call = journal::enter(&sql, &name, &visit, account.as_deref(), fault_text)?;
        let answer = STAND_IN.answer(fault.as_ref(), self.reply(host, &visit)).await?;
        journal::leave(&sql, call, answer.status_code())?;
        Ok(answer)
    }

    async fn reply(&self, host: Host, visit: &Visit) -> Result<Response> {
        let reply = self.step(|world| routes::answer(host, world, visit))?;
        self.wake_again().await?;
        to_response(&reply)
    }

    /// The control routes that are about what the object itself has.
    fn of_object(&self, visit: &Visit) -> Result<Option<Response>> {
        let sql = self.sql()?;
        let route = (
            visit.method.as_str(),
            visit.path.strip_prefix("/__sandbox/").unwrap_or_default(),
        );
        Ok(Some(match route {
            ("GET", "faults") => {
                let body = format!("{{\"data\":{}}}", faults::list(&sql)?);
                response::with_body(200, "application/json", &body)?
            }
            ("POST", "faults") => {
                let fault = Fault::parse(&visit.body)?;
                if fault.vendor != Vendor::Alpaca {
                    return Err(Problem::invalid("vendor", "must be alpaca here").into());
                }
                let text = fault.to_text();
                faults::add(&sql, &text)?;
                response::with_body(201, "application/json", &text)?
            }
            ("DELETE", "faults") => {
                faults::clear(&sql)?;
                response::no_content()?
            }
            ("GET", "calls") => {
                let prefix = visit.parameter("path").unwrap_or_default();
                let calls = journal::list(&sql, &prefix)?;
                response::with_body(200, "application/json", &data(calls).to_string())?
            }
            ("DELETE", "calls") => {
                journal::clear(&sql)?;
                response::no_content()?
            }
            ("DELETE", "streams") => {
                self.cut_streams();
                response::no_content()?
            }
            ("POST", "restart") => {
                self.cut_streams();
                self.kept.replace(None);
                response::no_content()?
            }
            ("POST", "reset") => {
                self.cut_streams();
                faults::clear(&sql)?;
                journal::clear(&sql)?;
                store::clear(&sql)?;
                self.kept.replace(None);
                response::no_content()?
            }
            _ => return Ok(None),
        }))
    }

    fn cut_streams(&self) {
        for socket in self.object.get_websockets() {
            close(&socket, RESTART);
        }
    }

    /// One step: time goes by up to now, `work` is done, what changed is stored, and the streams are told.
    fn step<T>(&self, work: impl FnOnce(&mut World) -> T) -> worker::Result<T> {
        let sql = self.sql()?;
        // Taken out: what fails in between is read again from the storage.
        let mut kept = match self.kept.take() {
            Some(kept) => kept,
            None => load(&sql)?,
        };
        kept.world.catch_up(clock::now());
        let done = work(&mut kept.world);
        let deliveries = kept.world.deliveries();
        store::save(&sql, &mut kept.world, &mut kept.stored)?;
        self.kept.replace(Some(kept));
        for delivery in deliveries {
            self.deliver(&delivery);
        }
        Ok(done)
    }

    fn deliver(&self, delivery: &Delivery) {
        let (account, message) = match delivery {
            Delivery::Send(update) => (&update.account, Some(stream::told(update))),
            Delivery::Cut(account) => (account, None),
        };
        for socket in self.object.get_websockets() {
            let Some(listener) = listener(&socket) else {
                continue;
            };
            if listener.account.as_ref() != Some(account) || !listener.listens {
                continue;
            }
            match &message {
                Some(message) => say(&socket, &listener, message),
                None => close(&socket, RESTART),
            }
        }
    }

    /// Where somebody listens and time goes by, orders are filled without being asked for.
    async fn wake_again(&self) -> worker::Result<()> {
        let is_alive = self
            .kept
            .borrow()
            .as_ref()
            .is_some_and(|kept| kept.world.is_alive());
        if !is_alive || self.object.get_websockets().is_empty() {
            return Ok(());
        }
        let storage = self.object.storage();
        if storage.get_alarm().await?.is_none() {
            storage.set_alarm(TICK_MS).await?;
        }
        Ok(())
    }

    fn open_stream(&self, host: Host) -> Result<Response> {
        let WebSocketPair { client, server } = WebSocketPair::new()?;
        self.object.accept_web_socket(&server);
        let listener = Listener {
            environment: host.environment(),
            account: None,
            listens: false,
        };
        socket::keep(&server, &listener.to_text())?;
        Ok(Response::from_websocket(client)?)
    }
}

fn load(sql: &SqlStorage) -> worker::Result<Kept> {
    if let Some((world, stored)) = store::load(sql)? {
        return Ok(Kept { world, stored });
    }
    let now = clock::now();
    let settings = Settings {
        passed: now,
        ..Settings::default()
    };
    Ok(Kept {
        world: World::new(settings, control::seed(now)),
        stored: Stored::default(),
    })
}

async fn read(mut request: Request) -> Result<Visit> {
    let too_large = || Problem::new(413, "payload_too_large", "The body is longer than 256 KiB.");
    let key = request
        .header("apca-api-key-id")
        .zip(request.header("apca-api-secret-key"));
    let token = request
        .header("authorization")
        .and_then(|value| Some(value.strip_prefix("Bearer ")?.to_owned()));
    let body = request.body(MAX_BODY).await?.ok_or_else(too_large)?;
    Ok(Visit {
        method: request.method().to_string(),
        path: request.path(),
        query: request.query_string(),
        credentials: match (token, key) {
            (Some(token), _) => Some(Credentials::Token(token)),
            (None, Some((id, secret))) => Some(Credentials::Key { id, secret }),
            (None, None) => None,
        },
        body,
        at: clock::now(),
        entropy: random::bytes()?,
    })
}

fn to_response(reply: &Reply) -> Result<Response> {
    if reply.status == 204 {
        return with_quota(response::no_content()?, reply);
    }
    let answer = response::with_body(reply.status, reply.content_type, &reply.body)?;
    if let Some(location) = &reply.location {
        answer.headers().set("location", location)?;
    }
    with_quota(answer, reply)
}

fn with_quota(answer: Response, reply: &Reply) -> Result<Response> {
    let mut answer = with_mutable_headers(answer)?;
    let headers = answer.headers_mut();
    headers.set("cache-control", "no-store")?;
    if let Some(quota) = reply.quota {
        headers.set("x-ratelimit-limit", &quota.limit.to_string())?;
        headers.set("x-ratelimit-remaining", &quota.remaining.to_string())?;
        headers.set("x-ratelimit-reset", &quota.reset.to_string())?;
    }
    Ok(answer)
}

/// What Alpaca sends with a status when it is Alpaca that fails.
fn failure(status: u16) -> Result<Response> {
    let refusal = match status {
        401 => Refusal::unauthorized(),
        429 => Refusal::too_many(),
        _ => Refusal::failure(status),
    };
    to_response(&Reply::refused(&refusal))
}

fn listener(socket: &WebSocket) -> Option<Listener> {
    Listener::of_text(&socket::kept(socket).ok()??)
}

/// Paper accounts hear binary frames.
fn say(socket: &WebSocket, listener: &Listener, text: &str) {
    // Whoever is gone hears nothing; the platform tells us that they went.
    drop(match listener.environment {
        Environment::Paper => socket.send_with_bytes(text.as_bytes()),
        Environment::Live => socket.send_with_str(text),
    });
}

fn close(socket: &WebSocket, code: u16) {
    // One that is closed already cannot be closed again.
    drop(socket.close(Some(code), Some("")));
}
