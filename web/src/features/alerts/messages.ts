/** What to paste into TradingView's message box, in the form that the webhook understands. */

export const MESSAGE_KINDS = ["indicator", "strategy", "pine", "text"] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];

/**
 * `secret` adds the field that a body secret is checked against. Placeholders that TradingView may render as `NaN` are
 * quoted, because `NaN` alone is not JSON.
 */
export function alertMessage(kind: MessageKind, secret: boolean): string {
  switch (kind) {
    case "indicator":
      return json(secret, {
        indicator: "My indicator",
        ticker: "{{ticker}}",
        exchange: "{{exchange}}",
        timeframe: "{{interval}}",
        price: "{{close}}",
        direction: "long",
        signal_type: "BUY_SIGNAL",
        timestamp: "{{timenow}}",
      });
    case "strategy":
      return json(secret, {
        strategy: "My strategy",
        ticker: "{{ticker}}",
        exchange: "{{exchange}}",
        timeframe: "{{interval}}",
        action: "{{strategy.order.action}}",
        market_position: "{{strategy.market_position}}",
        price: "{{strategy.order.price}}",
        quantity: "{{strategy.order.contracts}}",
        alert_id: "{{strategy.order.id}} {{timenow}}",
        comment: "{{strategy.order.comment}}",
        timestamp: "{{timenow}}",
      });
    case "pine":
      return pine(secret);
    case "text":
      return "BUY {{exchange}}:{{ticker}} @ {{close}}";
  }
}

function json(secret: boolean, fields: Record<string, string>): string {
  return JSON.stringify(secret ? { secret: "YOUR_SECRET", ...fields } : fields, null, 2);
}

function pine(secret: boolean): string {
  const lines = [
    "if buyCondition",
    "    alert('{' +",
    ...(secret ? [`         '"secret":"YOUR_SECRET",' +`] : []),
    `         '"indicator":"My indicator",' +`,
    `         '"ticker":"' + syminfo.ticker + '",' +`,
    `         '"exchange":"' + syminfo.prefix + '",' +`,
    `         '"timeframe":"' + timeframe.period + '",' +`,
    `         '"price":"' + str.tostring(close) + '",' +`,
    `         '"direction":"long",' +`,
    `         '"timestamp":' + str.tostring(timenow) +`,
    "         '}', alert.freq_once_per_bar_close)",
  ];
  return lines.join("\n");
}
