/** What to paste into TradingView's message box, in the form that the webhook understands. */

import type { Direction } from "@/api/types";

export const MESSAGE_KINDS = ["indicator", "strategy", "pine", "text"] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];

/** What stands in a message until the user says what theirs is called. */
export const DEFAULT_NAMES: Record<MessageKind, string> = {
  indicator: "My indicator",
  strategy: "My strategy",
  pine: "My indicator",
  text: "",
};

export interface MessageOptions {
  /** What the indicator or strategy is called. */
  name: string;
  direction: Direction;
  /** Whether to add the field that a body secret is checked against. */
  secret: boolean;
}

const WORDS: Record<Direction, { action: string; type: string }> = {
  long: { action: "BUY", type: "BUY_SIGNAL" },
  short: { action: "SELL", type: "SELL_SIGNAL" },
  flat: { action: "EXIT", type: "EXIT_SIGNAL" },
};

/** Placeholders that TradingView may render as `NaN` are quoted, because `NaN` alone is not JSON. */
export function alertMessage(kind: MessageKind, { name, direction, secret }: MessageOptions): string {
  const { action, type } = WORDS[direction];
  switch (kind) {
    case "indicator":
      return json(secret, {
        indicator: name,
        ticker: "{{ticker}}",
        exchange: "{{exchange}}",
        timeframe: "{{interval}}",
        price: "{{close}}",
        direction,
        signal_type: type,
        timestamp: "{{timenow}}",
      });
    case "strategy":
      return json(secret, {
        strategy: name,
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
      return pine(JSON.stringify(name), direction, secret);
    case "text":
      return `${action} {{exchange}}:{{ticker}} @ {{close}}`;
  }
}

function json(secret: boolean, fields: Record<string, string>): string {
  return JSON.stringify(secret ? { secret: "YOUR_SECRET", ...fields } : fields, null, 2);
}

/** A call that builds the JSON. The name comes as a JSON string; within Pine's quotes its own must be escaped again. */
function pine(name: string, direction: Direction, secret: boolean): string {
  const quoted = name.replaceAll("\\", "\\\\").replaceAll("'", "\\'");
  const lines = [
    "if condition",
    "    alert('{' +",
    ...(secret ? [`         '"secret":"YOUR_SECRET",' +`] : []),
    `         '"indicator":${quoted},' +`,
    `         '"ticker":"' + syminfo.ticker + '",' +`,
    `         '"exchange":"' + syminfo.prefix + '",' +`,
    `         '"timeframe":"' + timeframe.period + '",' +`,
    `         '"price":"' + str.tostring(close) + '",' +`,
    `         '"direction":"${direction}",' +`,
    `         '"timestamp":' + str.tostring(timenow) +`,
    "         '}', alert.freq_once_per_bar_close)",
  ];
  return lines.join("\n");
}
