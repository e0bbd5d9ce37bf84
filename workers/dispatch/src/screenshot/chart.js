// Runs in TradingView's chart page. Marks <html> with `data-chart-drawn` when there is something to be pictured, and
// says with it what that is: "drawn", or "refused" or "no-chart" where no chart will come. Until then
// `data-chart-awaited` says that it is at work: a page's policy may keep it from running at all.
(() => {
  /** TradingView calls UTC by its longer name alone. */
  const timezone = window.pinewireChart.timezone.replace(/^UTC$/, "Etc/UTC");
  const root = document.documentElement;
  /** How long a page that is loaded and knows no user may take to show that it has a chart all the same. */
  const signedOutPatience = 3_000;
  const pause = 50;
  root.setAttribute("data-chart-awaited", "");

  const finish = (outcome) => root.setAttribute("data-chart-drawn", outcome);
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

  function activeChart() {
    try {
      return window.TradingViewApi?.activeChart();
    } catch {
      return undefined; // the API is there before its first chart
    }
  }

  async function findChart() {
    let loadedAt;
    for (;;) {
      const chart = activeChart();
      if (chart) return chart;
      if (document.readyState === "complete") loadedAt ??= Date.now();
      const isSignedOut = root.classList.contains("is-not-authenticated");
      if (isSignedOut && Date.now() - loadedAt > signedOutPatience) return undefined;
      await sleep(pause);
    }
  }

  async function show() {
    // In place of a page that it can't open, the browser shows one of its own.
    if (!location.protocol.startsWith("http")) return "refused";
    const [navigation] = performance.getEntriesByType("navigation");
    if (navigation?.responseStatus >= 400) return "refused";
    const chart = await findChart();
    if (!chart) return "no-chart";
    // The chart need not call back for data that it has already.
    const hasData = () => new Promise((resolve) => chart.dataReady(resolve) && resolve());
    await hasData();
    try {
      const zone = chart.getTimezoneApi?.();
      if (zone) zone.setTimezone(timezone);
      else chart.setTimezone(timezone);
    } catch {
      // A time zone that the chart does not know: it keeps its own.
    }
    await hasData();
    await frame();
    await frame();
    return "drawn";
  }

  show().then(finish, () => finish("no-chart"));
})();
