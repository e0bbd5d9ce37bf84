//! The context of one piece of work: a request, a queue message, a cron tick. It is the only way to the platform's
//! bindings, and it knows the time, the request's id and the caller.

use std::{
    cell::{Cell, OnceCell},
    future::Future,
    rc::Rc,
};

use pinewire_domain::{
    id::{RequestId, UserId},
    time::Timestamp,
};

use crate::{
    Error, Result,
    auth::Caller,
    clock,
    crypto::Keyring,
    db::Db,
    http::Problem,
    kv::Kv,
    queue::{Queue, Topic},
    r2::Bucket,
    random,
    rate_limit::Standing,
};

/// The context of one piece of work. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Cx {
    inner: Rc<Inner>,
    caller: Option<Rc<Caller>>,
}

#[derive(Debug)]
struct Inner {
    worker: &'static str,
    env: worker::Env,
    context: Option<worker::Context>,
    request_id: RequestId,
    now: Timestamp,
    rate_limit: Cell<Option<Standing>>,
    keyring: OnceCell<Keyring>,
}

impl Cx {
    /// For a request. The gateway's request id is kept, so that one id runs through all workers.
    pub fn for_request(
        worker: &'static str,
        request: &worker::Request,
        env: worker::Env,
        context: worker::Context,
    ) -> Result<Self> {
        let given = request
            .headers()
            .get("x-request-id")
            .ok()
            .flatten()
            .and_then(|id| id.parse().ok());
        Self::new(worker, env, Some(context), given)
    }

    /// For a queue batch, a cron tick or a Durable Object.
    pub fn for_event(worker: &'static str, env: worker::Env) -> Result<Self> {
        Self::new(worker, env, None, None)
    }

    fn new(
        worker: &'static str,
        env: worker::Env,
        context: Option<worker::Context>,
        request_id: Option<RequestId>,
    ) -> Result<Self> {
        let now = clock::now();
        let request_id = match request_id {
            Some(id) => id,
            None => random::id(now)?,
        };
        let inner = Inner {
            worker,
            env,
            context,
            request_id,
            now,
            rate_limit: Cell::new(None),
            keyring: OnceCell::new(),
        };
        Ok(Self {
            inner: Rc::new(inner),
            caller: None,
        })
    }

    pub(crate) fn with_caller(&self, caller: Option<Caller>) -> Self {
        Self {
            inner: Rc::clone(&self.inner),
            caller: caller.map(Rc::new),
        }
    }

    /// The name of this worker, such as `api`.
    pub fn worker(&self) -> &'static str {
        self.inner.worker
    }

    /// When this piece of work began.
    pub fn now(&self) -> Timestamp {
        self.inner.now
    }

    /// The id that runs through all log lines and answers of this piece of work.
    pub fn request_id(&self) -> &RequestId {
        &self.inner.request_id
    }

    /// A new id that carries the time of this piece of work.
    pub fn new_id<I: pinewire_domain::id::Id>(&self) -> Result<I> {
        random::id(self.now())
    }

    /// Who is calling, if anyone is known to.
    pub fn maybe_caller(&self) -> Option<&Caller> {
        self.caller.as_deref()
    }

    /// Who is calling. The route's [`Access`](crate::http::Access) makes sure that there is someone.
    pub fn caller(&self) -> Result<&Caller> {
        self.maybe_caller()
            .ok_or_else(|| Problem::unauthenticated("Sign in first.").into())
    }

    /// The calling user: whose rows a handler may touch.
    pub fn user_id(&self) -> Result<&UserId> {
        Ok(&self.caller()?.user_id)
    }

    pub(crate) fn rate_limit(&self) -> Option<Standing> {
        self.inner.rate_limit.get()
    }

    pub(crate) fn set_rate_limit(&self, standing: Standing) {
        self.inner.rate_limit.set(Some(standing));
    }

    /// Lets work go on after the answer is sent. It may be cut off: nothing durable may depend on it.
    pub fn wait_until(&self, future: impl Future<Output = ()> + 'static) {
        if let Some(context) = &self.inner.context {
            context.wait_until(future);
        } else {
            wasm_bindgen_futures::spawn_local(future);
        }
    }

    /// Does what nothing durable may depend on: in a request after its answer; where there is no answer to go out first,
    /// right away, since nothing keeps work alive behind the end of a queue batch or a cron tick.
    pub async fn afterwards(&self, future: impl Future<Output = ()> + 'static) {
        if let Some(context) = &self.inner.context {
            context.wait_until(future);
        } else {
            future.await;
        }
    }

    /// A setting from the worker's configuration, or `None` where it is absent or empty.
    pub fn var(&self, name: &str) -> Option<String> {
        let value = self.inner.env.var(name).ok()?.to_string();
        (!value.is_empty()).then_some(value)
    }

    /// A setting that must be there.
    pub fn required_var(&self, name: &str) -> Result<String> {
        self.var(name)
            .ok_or_else(|| Error::bug(format_args!("the setting {name} is missing")))
    }

    /// The keys that seal secrets and sign tokens.
    pub fn keyring(&self) -> Result<&Keyring> {
        if let Some(keyring) = self.inner.keyring.get() {
            return Ok(keyring);
        }
        let keyring = Keyring::parse(&self.required_var("MASTER_KEYS")?)?;
        Ok(self.inner.keyring.get_or_init(|| keyring))
    }

    /// The database.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that hands out this binding"
    )]
    pub fn db(&self) -> Result<Db> {
        Ok(Db::new(self.inner.env.d1("DB")?))
    }

    /// The cache: eventually consistent, may forget.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that hands out this binding"
    )]
    pub fn kv(&self) -> Result<Kv> {
        Ok(Kv::new(self.inner.env.kv("CACHE")?))
    }

    /// Where screenshots are kept.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that hands out this binding"
    )]
    pub fn screenshots(&self) -> Result<Bucket> {
        Ok(Bucket::new(self.inner.env.bucket("SCREENSHOTS")?))
    }

    /// Where bars are kept that no longer change.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that hands out this binding"
    )]
    pub fn bars(&self) -> Result<Bucket> {
        Ok(Bucket::new(self.inner.env.bucket("BARS")?))
    }

    /// The queue that carries the jobs of a topic.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that hands out this binding"
    )]
    pub fn queue(&self, topic: Topic) -> Result<Queue> {
        Ok(Queue::new(&self.inner.env.queue(topic.binding())?))
    }

    /// Another worker.
    pub fn service(&self, binding: &str) -> Result<worker::Fetcher> {
        Ok(self.inner.env.service(binding)?)
    }

    /// Whether this worker has a binding of that name.
    pub fn has_binding(&self, name: &str) -> bool {
        js_sys::Reflect::has(self.inner.env.as_ref(), &name.into()).unwrap_or(false)
    }

    /// A Durable Object by its name, such as a user's id.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that hands out this binding"
    )]
    pub fn durable_object(&self, binding: &str, name: &str) -> Result<crate::durable_object::Stub> {
        let namespace = self.inner.env.durable_object(binding)?;
        Ok(crate::durable_object::Stub::new(namespace.get_by_name(name)?))
    }
}
