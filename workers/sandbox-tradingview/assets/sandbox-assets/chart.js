// Draws the chart, and offers the part of the real page's API that programs use: window.TradingViewApi.
(() => {
  const UP = "#089981";
  const DOWN = "#f23645";
  const BAR_WIDTH = 9;

  const { root, symbol, interval } = document.body.dataset;
  const isDaily = /[DWM]$/.test(interval);
  const hasSeconds = interval.endsWith("S");
  const find = (selector) => document.querySelector(selector);

  let timezone = "Etc/UTC";
  /** The bars and the series that show them, once they are there. */
  let drawn;
  let isReady = false;
  const waiting = [];

  const format = (seconds, options, zone = "UTC") =>
    new Intl.DateTimeFormat("en-US", { timeZone: zone, hourCycle: "h23", ...options }).format(seconds * 1000);

  /** What the clocks of the time zone show, as if it were UTC: the library knows no other zone. */
  function wallTime(seconds) {
    const text = new Date(seconds * 1000).toLocaleString("sv-SE", { timeZone: timezone });
    return Date.parse(`${text.replace(" ", "T")}Z`) / 1000;
  }

  /** The bars' places on the axis. Bars of a day and longer begin at midnight UTC and are named by that date everywhere. */
  function axisTimes(bars) {
    let previous = Number.NEGATIVE_INFINITY;
    return bars.map(({ time }) => {
      // When clocks are put back an hour comes twice, but the axis must go on.
      previous = Math.max(isDaily ? time : wallTime(time), previous + 1);
      return previous;
    });
  }

  function clockTime(seconds) {
    return format(seconds, { hour: "2-digit", minute: "2-digit", ...(hasSeconds && { second: "2-digit" }) });
  }

  function tickMark(seconds, type) {
    const { Year, Month, DayOfMonth } = LightweightCharts.TickMarkType;
    if (type === Year) return format(seconds, { year: "numeric" });
    if (type === Month) return format(seconds, { month: "short" });
    if (type === DayOfMonth) return format(seconds, { day: "numeric" });
    return clockTime(seconds);
  }

  function crosshairTime(seconds) {
    const date = format(seconds, { weekday: "short", day: "2-digit", month: "short", year: "numeric" });
    return isDaily ? date : `${date} ${clockTime(seconds)}`;
  }

  /** Such as `UTC+3`: how far the zone is from UTC at the last bar. */
  function zoneName(seconds) {
    const parts = new Intl.DateTimeFormat("en-US", { timeZone: timezone, timeZoneName: "shortOffset" });
    const offset = parts.formatToParts(seconds * 1000).find(({ type }) => type === "timeZoneName").value;
    return offset.replace("GMT", "UTC");
  }

  function resolutionName() {
    const minutes = Number(interval);
    if (Number.isNaN(minutes)) return interval.replace("S", "s");
    return minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`;
  }

  /** Puts the bars where they belong in the present time zone. */
  function place() {
    const { bars } = drawn;
    const times = axisTimes(bars);
    drawn.candles.setData(bars.map((bar, at) => ({ ...bar, time: times[at] })));
    drawn.volume.setData(
      bars.map((bar, at) => ({
        time: times[at],
        value: bar.volume,
        color: bar.close < bar.open ? `${DOWN}66` : `${UP}66`,
      })),
    );
    const last = bars.at(-1).time;
    const clock = format(last, { hour: "2-digit", minute: "2-digit", second: "2-digit" }, timezone);
    find("[data-name=time-zone-menu]").textContent = `${clock} (${zoneName(last)}) ${timezone}`;
  }

  function span(text, className) {
    const element = document.createElement("span");
    element.textContent = text;
    element.className = className;
    return element;
  }

  function showPrices({ bars, decimals }) {
    const [previous, last] = bars.slice(-2);
    const price = (value) =>
      value.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
    const change = last.close - previous.close;
    const className = change < 0 ? "down" : "up";
    const sign = change < 0 ? "−" : "+";
    const percent = Math.abs((change / previous.close) * 100).toFixed(2);
    const changeText = `${sign}${price(Math.abs(change))} (${sign}${percent}%)`;

    find("#header-toolbar-intervals").textContent = resolutionName();
    find("[data-name=last-price]").textContent = price(last.close);
    find("[data-name=price-change]").append(span(changeText, className));
    const prices = [`O ${price(last.open)}`, `H ${price(last.high)}`, `L ${price(last.low)}`, `C ${price(last.close)}`];
    find("[data-name=legend]").append(
      span(`${symbol} · ${resolutionName()}`, "name"),
      ...prices.map((text) => span(text, className)),
    );
    document.title = `${symbol} ${price(last.close)} ${sign}${percent}%`;
  }

  function draw(series) {
    const { bars, decimals } = series;
    const container = find(".chart-gui-wrapper");
    const chart = LightweightCharts.createChart(container, {
      autoSize: true,
      layout: { attributionLogo: true, textColor: "#131722", fontFamily: getComputedStyle(document.body).fontFamily },
      grid: { vertLines: { color: "#f0f3fa" }, horzLines: { color: "#f0f3fa" } },
      rightPriceScale: { borderColor: "#e0e3eb" },
      localization: { timeFormatter: crosshairTime },
      timeScale: {
        borderColor: "#e0e3eb",
        rightOffset: 5,
        barSpacing: BAR_WIDTH,
        timeVisible: !isDaily,
        secondsVisible: hasSeconds,
        tickMarkFormatter: tickMark,
      },
    });
    const candles = chart.addSeries(LightweightCharts.CandlestickSeries, {
      upColor: UP,
      downColor: DOWN,
      wickUpColor: UP,
      wickDownColor: DOWN,
      borderVisible: false,
      priceFormat: { type: "price", precision: decimals, minMove: 10 ** -decimals },
    });
    candles.priceScale().applyOptions({ scaleMargins: { top: 0.1, bottom: 0.25 } });
    const volume = chart.addSeries(LightweightCharts.HistogramSeries, {
      priceScaleId: "",
      priceFormat: { type: "volume" },
      lastValueVisible: false,
      priceLineVisible: false,
    });
    volume.priceScale().applyOptions({ scaleMargins: { top: 0.85, bottom: 0 } });
    drawn = { bars, candles, volume };
    place();
    chart.timeScale().scrollToRealTime();
    showPrices(series);
  }

  async function load() {
    // TradingView's charts end now; `to` (epoch seconds) makes one that is always the same.
    const query = new URLSearchParams({ symbol, interval });
    const to = new URLSearchParams(location.search).get("to");
    if (to !== null) query.set("to", to);
    const answer = await fetch(`${root}sandbox-bars?${query}`);
    const body = await answer.json();
    if (!answer.ok) throw new Error(answer.status === 422 ? "This symbol doesn't exist" : body.detail);
    const number = ({ time, volume, ...prices }) => ({
      time,
      volume,
      ...Object.fromEntries(Object.entries(prices).map(([name, price]) => [name, Number(price)])),
    });
    return { decimals: body.decimals, bars: body.bars.map(number) };
  }

  const painted = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));

  const timezoneApi = {
    getTimezone: () => ({ id: timezone }),
    setTimezone(zone) {
      const id = zone === "exchange" ? "Etc/UTC" : zone;
      new Intl.DateTimeFormat("en-US", { timeZone: id }); // throws for an unknown one
      timezone = id;
      if (drawn) place();
    },
  };
  const activeChart = {
    dataReady(callback) {
      if (isReady) callback?.();
      else if (callback) waiting.push(callback);
      return isReady;
    },
    setTimezone: timezoneApi.setTimezone,
    getTimezoneApi: () => timezoneApi,
    symbol: () => symbol,
    resolution: () => interval,
  };
  window.TradingViewApi = { activeChart: () => activeChart };

  load()
    .then(async (series) => {
      draw(series);
      await painted();
      isReady = true;
      for (const callback of waiting.splice(0)) callback();
    })
    .catch((error) => {
      const message = find(".chart-message");
      message.textContent = error.message;
      message.hidden = false;
    });
})();
