/** TradingView's timeframe as people say it: `15` is 15 minutes, `240` is 4 hours; `1D`, `1W`, `30S` speak for themselves. */
export function shortTimeframe(timeframe: string | null): string | null {
  if (timeframe === null || !/^\d+$/.test(timeframe)) return timeframe;
  const minutes = Number(timeframe);
  return minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`;
}
