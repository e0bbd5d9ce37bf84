//! A symbol's bars in any resolution: what has settled out of chunks that are kept for good, today out of its minutes.
//!
//! A chunk is looked for in this isolate's memory, then in R2, and only then is the [gate](market_gate) asked, which
//! calls the vendor.

mod memory;

use std::{cell::RefCell, rc::Rc};

use pinewire_domain::{
    symbol::Symbol,
    time::Timestamp,
    timeframe::Timeframe,
    trading::{
        aggregate::{Candle, aggregate},
        bar_store::{BarFile, Base, Chunk, settled_through},
        order::MarketKind,
        session::Hours,
        udf::{HistoryRequest, MAX_BARS},
    },
};
use pinewire_shared::{
    Cx, Error, Result, at_once,
    http::Problem,
    trading::{
        market::{BarSeries, Listing},
        market_gate::{self, ChunkQuestion, LiveQuestion, Subject, operation},
    },
};

use crate::{hours, market_clock};

/// Chunks read at once: Workers have six connections.
const AT_ONCE: usize = 6;
/// Chunks of one answer: four months of days, or twenty years.
const MAX_CHUNKS: usize = 120;
/// After so many chunks without any bar nothing is earlier.
const MAX_EMPTY: usize = 8;
/// How old today's minutes may be that are told again.
const LIVE_FRESH_MS: i64 = 1_000;
/// Where the vendor's data begins: 2016, of coins 2021.
const STOCKS_BEGIN: Timestamp = Timestamp::from_millis(1_451_606_400_000);
const CRYPTO_BEGINS: Timestamp = Timestamp::from_millis(1_609_459_200_000);

/// Bars that answer a request: they reach back to where it begins and, if that leaves none, one bar beyond.
pub(crate) async fn answering(
    cx: &Cx,
    listing: &Listing,
    timeframe: Timeframe,
    request: HistoryRequest,
) -> Result<Vec<Candle>> {
    let market = listing.instrument.market;
    let base = Base::of(timeframe, market)
        .ok_or_else(|| Problem::invalid("resolution", "There are no bars of this resolution."))?;
    let now = market_clock::now(cx).await?;
    let recent = hours::between(cx, market, now, now).await?;
    let settled = settled_through(&recent, now);
    let mut series = Series {
        cx,
        subject: Subject::of(listing),
        timeframe,
        base,
        settled,
        hours: recent,
        candles: Vec::new(),
        begins: settled,
    };
    series.load(request, now).await?;
    Ok(series.bars())
}

/// Bars under way.
struct Series<'a> {
    cx: &'a Cx,
    subject: Subject,
    timeframe: Timeframe,
    base: Base,
    settled: Timestamp,
    hours: Hours,
    /// Of the base, and today's minutes.
    candles: Vec<Candle>,
    /// All bars since are there.
    begins: Timestamp,
}

impl Series<'_> {
    async fn load(&mut self, request: HistoryRequest, now: Timestamp) -> Result<()> {
        let to = Timestamp::from_millis(request.to.saturating_mul(1000)).min(now.plus_millis(1));
        if to > self.settled && self.is_on(now) {
            let minutes = live(self.cx, &self.subject, self.settled).await?;
            self.candles.clone_from(&minutes.candles);
        }
        let floor = match self.subject.market {
            MarketKind::Stocks => STOCKS_BEGIN,
            MarketKind::Crypto => CRYPTO_BEGINS,
        };
        self.begins = self.begins.min(to);
        let mut next = Chunk::around(self.base, self.begins.plus_millis(-1));
        let (mut loaded, mut empty) = (0, 0);
        while next.end > floor && loaded < MAX_CHUNKS && empty < MAX_EMPTY {
            let missing = self.missing(request);
            if missing == 0 {
                break;
            }
            let per_chunk = self.base.bars_in_chunk(self.timeframe, self.subject.market);
            let wanted = (missing.div_ceil(per_chunk)).clamp(1, MAX_CHUNKS - loaded);
            let mut chunks = Vec::new();
            while chunks.len() < wanted && next.end > floor && (chunks.is_empty() || reaches(next, request)) {
                self.know_hours(next.start).await?;
                // Only days can be without any.
                if self.base != Base::Minute || next.has_session(&self.hours) {
                    chunks.push(next);
                }
                next = next.before();
            }
            let files = read(self.cx, &self.subject, &chunks, self.settled).await?;
            loaded += files.len();
            empty = if files.iter().all(|file| file.candles.is_empty()) {
                empty + files.len()
            } else {
                0
            };
            self.prepend(&files);
            self.begins = next.end;
        }
        if next.end <= floor {
            self.begins = Timestamp::MIN;
        }
        Ok(())
    }

    /// How many bars are still to be read, at most.
    fn missing(&self, request: HistoryRequest) -> usize {
        let bars = self.bars();
        let seconds = |bar: &Candle| bar.time.as_millis().div_euclid(1000);
        let end = bars.partition_point(|bar| seconds(bar) < request.to);
        match request.countback {
            Some(count) => count.min(MAX_BARS).saturating_sub(end),
            None if end >= MAX_BARS => 0,
            None if self.begins.as_millis() > request.from.saturating_mul(1000) => MAX_BARS - end,
            // Where nothing is, the bar before is told.
            None => usize::from(end == 0),
        }
    }

    /// Those that are whole: one that begins before the first that was read lacks its beginning.
    fn bars(&self) -> Vec<Candle> {
        let mut bars = aggregate(&self.candles, self.timeframe, &self.hours);
        let whole = bars.partition_point(|bar| bar.time < self.begins);
        bars.drain(..whole);
        bars
    }

    fn prepend(&mut self, files: &[Rc<BarFile>]) {
        let mut candles = Vec::new();
        // They were asked for from the newest on.
        for file in files.iter().rev() {
            let settled = file.candles.partition_point(|bar| bar.time < self.settled);
            candles.extend_from_slice(file.candles.get(..settled).unwrap_or_default());
        }
        candles.append(&mut self.candles);
        self.candles = candles;
    }

    /// Whether anything was traded since the last day settled.
    fn is_on(&self, now: Timestamp) -> bool {
        self.hours.is_open(now)
            || self
                .hours
                .last_opened(now)
                .is_some_and(|session| session.open >= self.settled)
    }

    /// Days are dated by themselves; shorter bars need the sessions that they lie in.
    async fn know_hours(&mut self, from: Timestamp) -> Result<()> {
        let Hours::Sessions(sessions) = &self.hours else {
            return Ok(());
        };
        let known = sessions.first().is_some_and(|first| first.open <= from);
        if known || self.base == Base::Day {
            return Ok(());
        }
        let until = sessions.last().map_or(self.settled, |last| last.open);
        self.hours = hours::between(self.cx, self.subject.market, from, until).await?;
        Ok(())
    }
}

/// Whether a chunk holds time that is asked for.
fn reaches(chunk: Chunk, request: HistoryRequest) -> bool {
    request.countback.is_some() || chunk.end.as_millis() > request.from.saturating_mul(1000)
}

/// The chunks' bars, in the order of the chunks.
async fn read(cx: &Cx, subject: &Subject, chunks: &[Chunk], settled: Timestamp) -> Result<Vec<Rc<BarFile>>> {
    let read: RefCell<Vec<(usize, Rc<BarFile>)>> = RefCell::default();
    let failed: RefCell<Option<Error>> = RefCell::default();
    let numbered: Vec<(usize, Chunk)> = chunks.iter().copied().enumerate().collect();
    at_once::for_each(numbered, AT_ONCE, async |(index, chunk)| {
        match settled_chunk(cx, subject, chunk, settled.min(chunk.end)).await {
            Ok(file) => read.borrow_mut().push((index, file)),
            Err(error) => drop(failed.replace(Some(error))),
        }
    })
    .await;
    if let Some(error) = failed.into_inner() {
        return Err(error);
    }
    let mut read = read.into_inner();
    let mut files = Vec::with_capacity(read.len());
    for index in 0..chunks.len() {
        if let Some(at) = read.iter().position(|(number, _)| *number == index) {
            files.push(read.swap_remove(at).1);
        }
    }
    Ok(files)
}

async fn settled_chunk(cx: &Cx, subject: &Subject, chunk: Chunk, through: Timestamp) -> Result<Rc<BarFile>> {
    let key = subject.key(chunk.base.as_str(), &chunk.name());
    let known = memory::get(&key).map(|(file, _)| file);
    if let Some(file) = known.filter(|file| file.through >= through) {
        return Ok(file);
    }
    let kept = cx.bars()?.get(&key).await?;
    let kept = kept.and_then(|file| String::from_utf8(file.bytes).ok());
    let kept = kept.and_then(|text| BarFile::parse(&text));
    let file = if let Some(file) = kept.filter(|file| file.through >= through) {
        file
    } else {
        let question = ChunkQuestion {
            subject: subject.clone(),
            base: chunk.base.as_str().to_owned(),
            within: chunk.start,
            through,
        };
        parse(&market_gate::ask(cx, operation::CHUNK, &question).await?)?
    };
    let file = Rc::new(file);
    memory::put(key, Rc::clone(&file), cx.now());
    Ok(file)
}

/// The minutes since `from`.
async fn live(cx: &Cx, subject: &Subject, from: Timestamp) -> Result<Rc<BarFile>> {
    let key = format!("live/{}/{}", subject.symbol, from.as_millis());
    let known = memory::get(&key).filter(|(_, at)| cx.now().millis_since(*at) < LIVE_FRESH_MS);
    if let Some((file, _)) = known {
        return Ok(file);
    }
    let question = LiveQuestion {
        subject: subject.clone(),
        from,
    };
    let file = Rc::new(parse(&market_gate::ask(cx, operation::LIVE, &question).await?)?);
    memory::put(key, Rc::clone(&file), cx.now());
    Ok(file)
}

fn parse(text: &str) -> Result<BarFile> {
    BarFile::parse(text).ok_or_else(|| Error::bug("the gate's bars can't be read"))
}

/// Those of `bars` that a request asks for.
pub(crate) fn within(symbol: &Symbol, bars: &[Candle], request: HistoryRequest) -> BarSeries {
    let seconds = |bar: &Candle| bar.time.as_millis().div_euclid(1000);
    let end = bars.partition_point(|bar| seconds(bar) < request.to);
    let begin = match request.countback {
        Some(count) => end.saturating_sub(count),
        None => bars.partition_point(|bar| seconds(bar) < request.from).min(end),
    };
    let begin = begin.max(end.saturating_sub(MAX_BARS));
    let found = bars.get(begin..end).unwrap_or_default();
    let before = begin.checked_sub(1).and_then(|before| bars.get(before));
    BarSeries {
        symbol: symbol.clone(),
        bars: found.to_vec(),
        earlier: before.filter(|_| found.is_empty()).map(|bar| bar.time),
    }
}
