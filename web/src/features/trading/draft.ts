/** An order while it is being written: what was typed, and what of it is sent. Pure functions. */
import type { Instrument, OrderBody } from "@/api/types";
import { decimalInput } from "@/lib/decimal-input";

export const ORDER_TYPES = ["market", "limit", "stop", "stop_limit"] as const satisfies readonly OrderBody["type"][];
export type OrderType = (typeof ORDER_TYPES)[number];
export type Duration = NonNullable<OrderBody["duration"]>;

export interface Draft {
  symbol: string;
  side: OrderBody["side"];
  type: OrderType;
  /** What the amount counts: units or money. */
  by: "quantity" | "notional";
  amount: string;
  limit_price: string;
  stop_price: string;
  duration: Duration;
  /** Of the reader's clock, as a `datetime-local` control has it. */
  expires_at: string;
  extended_hours: boolean;
  reduce_only: boolean;
  /** Whether it brings a target and a stop. */
  bracket: boolean;
  take_profit: string;
  stop_loss: string;
  stop_loss_limit: string;
}

export const EMPTY_DRAFT: Draft = {
  symbol: "",
  side: "buy",
  type: "market",
  by: "quantity",
  amount: "",
  limit_price: "",
  stop_price: "",
  duration: "day",
  expires_at: "",
  extended_hours: false,
  reduce_only: false,
  bracket: false,
  take_profit: "",
  stop_loss: "",
  stop_loss_limit: "",
};

export const hasLimit = (type: OrderType) => type === "limit" || type === "stop_limit";
export const hasStop = (type: OrderType) => type === "stop" || type === "stop_limit";

/** How long an order of that type can stand in that market. The first one is usual there. */
export function durationsOf(type: OrderType, market: Instrument["market"] | undefined): readonly Duration[] {
  const inMarket: readonly Duration[] =
    market === "crypto" ? ["gtc", "ioc", "gtd"] : ["day", "gtc", "gtd", "ioc", "fok", "opg", "cls"];
  // What is filled at once or in an auction waits for no stop.
  return hasStop(type) ? inMarket.filter((each) => each === "day" || each === "gtc" || each === "gtd") : inMarket;
}

/** The same draft with what does not go together put right. */
export function settled(draft: Draft, market: Instrument["market"] | undefined): Draft {
  const durations = durationsOf(draft.type, market);
  const [usual = "day"] = durations;
  return {
    ...draft,
    by: draft.type === "market" ? draft.by : "quantity",
    duration: durations.includes(draft.duration) ? draft.duration : usual,
  };
}

/** What is sent for the draft: only what belongs to an order of its type. */
export function bodyOf(account_id: string, draft: Draft): OrderBody {
  const price = (typed: string, belongs: boolean) => {
    const value = belongs ? decimalInput(typed) : null;
    return value ?? undefined;
  };
  const amount = decimalInput(draft.amount) ?? undefined;
  const isOpen = draft.type === "limit" && draft.duration === "day" && draft.extended_hours;
  return {
    account_id,
    symbol: draft.symbol.trim(),
    side: draft.side,
    type: draft.type,
    ...(draft.by === "quantity" ? { quantity: amount } : { notional: amount }),
    limit_price: price(draft.limit_price, hasLimit(draft.type)),
    stop_price: price(draft.stop_price, hasStop(draft.type)),
    duration: draft.duration,
    expires_at: draft.duration === "gtd" && draft.expires_at ? new Date(draft.expires_at).toISOString() : undefined,
    extended_hours: isOpen || undefined,
    reduce_only: draft.reduce_only || undefined,
    take_profit: price(draft.take_profit, draft.bracket),
    stop_loss: price(draft.stop_loss, draft.bracket),
    stop_loss_limit: price(draft.stop_loss_limit, draft.bracket),
  };
}
