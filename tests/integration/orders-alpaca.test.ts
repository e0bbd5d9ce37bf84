import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Alpaca, agree, linkAlpaca, type VenueAccount } from "../support/broker.ts";
import { usePlatform } from "../support/platform.ts";
import { AFTER_SESSION, checkBooks, DURING_SESSION, marketOrder, Trader } from "../support/trading.ts";
import { signUp } from "../support/users.ts";
import { waitFor } from "../support/wait.ts";

const platform = usePlatform();
let alpaca: Alpaca;

beforeEach(async () => {
  alpaca = new Alpaca(platform());
  await alpaca.clock(DURING_SESSION, true);
});

async function trader(): Promise<Trader & { venue: VenueAccount }> {
  const user = await signUp(platform());
  await platform().query("UPDATE users SET plan_id = 'unlimited' WHERE id = ?", user.id);
  await agree(user);
  const venue = await alpaca.account();
  const { status, body, text } = await linkAlpaca(platform(), user, venue);
  assert.equal(status, 201, text);
  return Object.assign(new Trader(user, body.id), { venue });
}

const submits = async () => (await alpaca.calls("/v2/orders")).filter((call) => call.method === "POST");

test("an order goes to the broker, is filled, and its position is closed", async () => {
  const one = await trader();
  const id = await one.placed(marketOrder());
  const filled = await one.at(id, "filled");
  assert.ok(filled.venue_order_id);
  await one.holds("10");
  const close = await one.act(await one.position(), "close");
  assert.equal(close.status, 202, close.text);
  await one.at(close.body.order_id, "filled");
  await one.holds("0");
  await checkBooks(platform(), one.account);
});

test("an answer that is lost after the order was taken does not make a second one", async () => {
  const one = await trader();
  await one.at(await one.placed(marketOrder({ quantity: "1" })), "filled");
  const before = (await submits()).length;
  const fault = await platform().api.post("/sandbox/faults", {
    vendor: "alpaca",
    path_prefix: "/v2/orders",
    status: 502,
    effect: "after",
    times: 3,
  });
  assert.ok(fault.status < 300, fault.text);
  await one.at(await one.placed(marketOrder({ quantity: "2" })), "filled");
  await one.holds("3");
  assert.equal((await submits()).length, before + 1);
  await checkBooks(platform(), one.account);
});

test("news that come twice, late, or not at all are counted once", async () => {
  const one = await trader();
  for (const kind of ["drop_updates", "duplicate_updates", "reorder_updates", "cut_stream"]) {
    await alpaca.control("POST", "troubles", { kind, times: 2, account: one.venue.id });
  }
  for (let count = 0; count < 4; count += 1) await one.at(await one.placed(marketOrder({ quantity: "1" })), "filled");
  await one.holds("4");
  await checkBooks(platform(), one.account);
});

test("a token that was withdrawn ends the link; nothing leaves any more", async () => {
  const one = await trader();
  await one.at(await one.placed(marketOrder({ quantity: "1" })), "filled");
  await alpaca.change(one.venue, { revoked: true });
  const last = await one.place(marketOrder({ quantity: "1" }));
  assert.equal(last.status, 202, last.text);
  await waitFor("the link to be marked", async () => {
    const account = (await one.api.get(`/api/brokers/accounts/${one.account}`)).body;
    return account.status === "error";
  });
  const refused = await one.api.post("/api/orders", { account_id: one.account, ...marketOrder() });
  assert.deepEqual([refused.status, refused.body.code], [409, "account_inactive"]);
});

test("while the market is closed, an order waits at the broker", async () => {
  const one = await trader();
  await alpaca.clock(AFTER_SESSION, true);
  const id = await one.placed(marketOrder());
  assert.equal((await one.at(id, "working")).venue_status, "accepted");
  assert.equal((await one.api.delete(`/api/orders/${id}`)).status, 202);
  await one.at(id, "cancelled");
});
