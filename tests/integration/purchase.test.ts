// Purchases, from what a shop tells to the buyer's access on TradingView.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { beforeEach, describe, test } from "node:test";
import { createBuyers, createSharer, FAST, grantOn, PATIENCE, type Sharer, unlimited } from "../support/access.ts";
import { usePlatform } from "../support/platform.ts";
import { createShop, Shop } from "../support/shop.ts";
import { TradingView } from "../support/tradingview.ts";
import { signUp } from "../support/users.ts";
import { waitFor } from "../support/wait.ts";

// biome-ignore lint/suspicious/noExplicitAny: what a test expects of an answer, its assertions say
type Json = any;

const platform = usePlatform({ vars: FAST });
const DAY = 86_400_000;
let seller: Sharer;
let shop: Shop;

beforeEach(async () => {
  await new TradingView(platform()).clearFaults();
  if (seller) return;
  await unlimited(platform());
  seller = await createSharer(platform(), ["Trend Compass", "Swing Engine"]);
  shop = await createShop(platform(), seller);
  await product("trend", { duration: "30D", grace_days: 3 });
});

async function product(
  reference: string,
  fields: Record<string, unknown> = {},
  scripts = seller.scripts,
): Promise<Json> {
  const input = { reference, duration: "1M", script_ids: scripts.map(({ id }) => id), ...fields };
  const { status, body, text } = await seller.api.post("/api/products", input);
  assert.equal(status, 201, text);
  return body;
}

const buyer = async (): Promise<string> => (await createBuyers(platform(), 1))[0] as string;
const email = () => `buyer-${randomUUID()}@example.com`;
const order = () => `order-${randomUUID()}`;
const load = async (id: string): Promise<Json> => (await seller.api.get(`/api/purchases/${id}`)).body;

/** Has the cron of the purchases look at what was carried out, as it does each minute. */
const tick = async () => {
  await platform().tick("pinewire-purchase", "* * * * *");
  await platform().tick("pinewire-operations", "* * * * *");
};

/** The purchase once it stands so. */
const standing = (id: string, status: string): Promise<Json> =>
  waitFor(
    `${id} to be ${status}`,
    async () => {
      await tick();
      const purchase = await load(id);
      assert.ok(purchase.status !== "failed" || status === "failed", JSON.stringify(purchase));
      return purchase.status === status && purchase;
    },
    { ...PATIENCE, everyMs: 300 },
  );

async function told(event: Record<string, unknown>): Promise<string> {
  const { status, body, text }: { status: number; body: Json; text: string } = await shop.tell(event);
  assert.equal(status, 202, text);
  return String(body.purchase_id);
}

const onTradingView = (username: string, index = 0) => grantOn(platform(), seller.scripts[index] as never, username);
const daysLeft = (expiration?: string | null) => Math.round((Date.parse(expiration ?? "") - Date.now()) / DAY);

async function mailTo(address: string, count = 1): Promise<Json> {
  return waitFor(`mail ${count} to ${address}`, async () => {
    const { body } = await platform().api.get("/sandbox/mails");
    const mails = body.data.filter((mail: Json) => mail.to.includes(address));
    return mails.length >= count && mails[0];
  });
}

const linkIn = (mail: Json): string => /\/buyer\/([\w.-]+)/.exec(mail.text)?.[1] as string;

describe("a purchase", () => {
  test("gives access to every script of the product, with days of grace, however often it is told", async () => {
    const username = await buyer();
    const event = { event_id: randomUUID(), tradingview_username: username.toUpperCase(), email: email() };
    const answers = await Promise.all(Array.from({ length: 12 }, () => shop.tell(event)));
    assert.ok(answers.every(({ status }) => status === 202));
    assert.equal(new Set(answers.map(({ body }) => body.purchase_id)).size, 1);
    assert.equal(answers.filter(({ body }) => !body.duplicate).length, 1);
    const purchase = await standing(answers[0]?.body.purchase_id as string, "completed");
    assert.equal(purchase.username, username, "in the exact spelling");
    assert.deepEqual(
      purchase.changes.map((change: Json) => change.status),
      ["done", "done"],
    );
    for (const index of [0, 1]) {
      const grant = await onTradingView(username, index);
      assert.deepEqual([grant?.added, grant?.modified], [1, 0]);
      assert.equal(daysLeft(grant?.expiration), 33);
    }
    assert.equal((await shop.tell(event)).body.duplicate, true);
    await tick();
    assert.equal((await onTradingView(username))?.modified, 0);
  });

  test("is prolonged by a renewal from what is paid for, without the grace", async () => {
    const username = await buyer();
    await standing(await told({ tradingview_username: username }), "completed");
    await standing(await told({ tradingview_username: username, event: "renewal" }), "completed");
    assert.equal(daysLeft((await onTradingView(username))?.expiration), 63);
  });

  test("ends by a refund, and what comes late of the same order gives nothing", async () => {
    const [username, order_id] = [await buyer(), order()];
    await standing(await told({ tradingview_username: username, order_id }), "completed");
    const refund = await standing(await told({ event: "refund", order_id, email: email() }), "completed");
    assert.equal(refund.username, username, "found by the order");
    assert.equal((await onTradingView(username))?.active, false);
    const late = await standing(await told({ event: "renewal", tradingview_username: username, order_id }), "ignored");
    assert.equal(late.reason, "refunded_before");
  });

  test("is not overtaken by its refund: told in either order, or at once, the buyer ends without access", async () => {
    for (let round = 0; round < 3; round += 1) {
      const [username, order_id] = [await buyer(), order()];
      const purchase = { tradingview_username: username, order_id, occurred_at: "2026-01-01T00:00:00Z" };
      const refund = { ...purchase, event: "refund", occurred_at: "2026-01-02T00:00:00Z" };
      const ids = await Promise.all([told(purchase), told(refund)]);
      for (const id of ids) {
        await waitFor(
          `${id} to settle`,
          async () => {
            await tick();
            return ["completed", "ignored"].includes((await load(id)).status);
          },
          PATIENCE,
        );
      }
      assert.ok(!(await onTradingView(username))?.active, `round ${round}`);
    }
  });

  test("that is bought again after a refund counts, when the shop tells the times", async () => {
    const [username, order_id] = [await buyer(), order()];
    const at = (day: number) => ({
      order_id,
      tradingview_username: username,
      occurred_at: `2026-01-0${day}T00:00:00Z`,
    });
    await standing(await told(at(1)), "completed");
    await standing(await told({ ...at(2), event: "refund" }), "completed");
    await standing(await told(at(3)), "completed");
    assert.equal((await onTradingView(username))?.active, true);
  });

  test("that is cancelled stays until what is paid for is over, without the grace", async () => {
    const username = await buyer();
    await standing(await told({ tradingview_username: username }), "completed");
    await standing(await told({ event: "cancel", tradingview_username: username }), "completed");
    const grant = await onTradingView(username);
    assert.equal(daysLeft(grant?.expiration), 30);
    const nobody = await standing(await told({ event: "cancel", tradingview_username: await buyer() }), "ignored");
    assert.equal(nobody.reason, "nothing_to_do");
  });

  test("has one effect per event, whatever comes at the same time and whoever dies", async () => {
    const username = await buyer();
    const events = Array.from({ length: 5 }, () => ({ event_id: randomUUID(), tradingview_username: username }));
    const answers = await Promise.all([...events, ...events].map((event) => shop.tell(event)));
    const ids = [...new Set(answers.map(({ body }) => body.purchase_id as string))];
    assert.equal(ids.length, 5);
    // As if every worker had died before it could say that it was done.
    for (const id of ids) {
      await platform().query(
        `INSERT INTO jobs (id, topic, idempotency_key, user_id, payload, created_at, available_at)
         VALUES ('job_0' || substr(?1, 6), 'purchases', 'again:' || ?1, ?2, json_object('purchase_id', ?1), 0, 0)`,
        id,
        seller.user.id,
      );
    }
    for (const id of ids) await standing(id, "completed");
    assert.equal(daysLeft((await onTradingView(username))?.expiration), 5 * 30 + 3);
  });
});

describe("an unknown product", () => {
  test("is on record, and is taken up when it is there", async () => {
    const username = await buyer();
    const reference = `later-${randomUUID()}`;
    const id = await told({ tradingview_username: username, product: reference });
    assert.equal((await standing(id, "waiting_product")).reason, "product_unknown");
    const listed = await seller.api.get(`/api/purchases?status=waiting_product&product=${reference}`);
    assert.deepEqual(
      listed.body.data.map((purchase: Json) => purchase.id),
      [id],
    );
    await product(reference, { duration: "7D" }, seller.scripts.slice(0, 1));
    await standing(id, "completed");
    assert.equal(daysLeft((await onTradingView(username))?.expiration), 7);
    assert.equal(await onTradingView(username, 1), undefined);
    assert.equal((await seller.api.post(`/api/purchases/${id}/retry`)).status, 409);
  });
});

describe("a buyer whose username is", () => {
  test("missing is asked by mail, and gets access by the link; it holds for later purchases too", async () => {
    const [username, address] = [await buyer(), email()];
    const id = await told({ email: address, tradingview_username: "not a name!" });
    assert.equal((await standing(id, "waiting_username")).reason, "username_missing");
    const mail = await mailTo(address);
    assert.match(mail.text, /trend/);
    const link = `/api/buyer/${linkIn(mail)}`;
    const shown = await platform().api.get(link);
    assert.equal(shown.status, 200, shown.text);
    assert.deepEqual(
      [shown.body.product, shown.body.needs_username, shown.body.scripts.sort()],
      ["trend", true, ["Swing Engine", "Trend Compass"]],
    );
    assert.ok(!shown.text.includes(address), "the page tells nothing that its holder does not know");
    for (const [name, status] of [
      ["Nobody_At_All", 422],
      ["", 422],
      [address, 422],
    ] as const) {
      assert.equal((await platform().api.put(link, { username: name })).status, status, name);
    }
    const done = await platform().api.put(link, { username: `@${username.toLowerCase()}` });
    assert.deepEqual([done.status, done.body.username], [200, username]);
    await standing(id, "completed");
    assert.equal((await onTradingView(username))?.added, 1);
    assert.equal((await platform().api.put(link, { username: await buyer() })).status, 409, "not any more");
    const renewal = await standing(await told({ event: "renewal", email: address.toUpperCase() }), "completed");
    assert.equal(renewal.username, username);
  });

  test("nobody's is asked too, and the correction is remembered", async () => {
    const [username, address] = [await buyer(), email()];
    const wrong = `Nobody_${randomUUID().slice(0, 8)}`;
    const id = await told({ email: address, tradingview_username: wrong });
    assert.equal((await standing(id, "waiting_username")).reason, "username_unknown");
    const mail = await mailTo(address);
    assert.ok(mail.text.includes(wrong));
    assert.equal((await platform().api.get(`/api/buyer/${linkIn(mail)}`)).body.is_username_unknown, true);
    await platform().api.put(`/api/buyer/${linkIn(mail)}`, { username });
    await standing(id, "completed");
    const again = await told({ email: address, tradingview_username: wrong, event: "renewal" });
    assert.equal((await standing(again, "completed")).username, username);
  });

  test("found to be nobody's only by TradingView's refusal is asked then", async () => {
    const [username, address] = [await buyer(), email()];
    const tradingView = new TradingView(platform());
    await tradingView.fault({ path_prefix: "/username_hint/", status: 503, times: 1 });
    const id = await told({ email: address, tradingview_username: `Gone_${randomUUID().slice(0, 8)}` });
    const waiting = await standing(id, "waiting_username");
    assert.equal(waiting.reason, "username_unknown");
    assert.ok(waiting.changes.every((change: Json) => change.failure === "user_not_found"));
    await tradingView.clearFaults();
    const link = linkIn(await mailTo(address));
    assert.equal((await platform().api.put(`/api/buyer/${link}`, { username })).status, 200);
    await standing(id, "completed");
    assert.equal((await onTradingView(username))?.added, 1);
  });

  test("said by the seller gets access without a mail", async () => {
    const [username, address] = [await buyer(), email()];
    const id = await told({ email: address });
    await standing(id, "waiting_username");
    const link = await seller.api.post(`/api/purchases/${id}/link`);
    assert.equal(link.status, 201, link.text);
    assert.match(link.body.url, /\/buyer\/pur_/);
    assert.equal((await seller.api.put(`/api/purchases/${id}`, { username })).status, 200);
    await standing(id, "completed");
    assert.equal((await seller.api.post(`/api/purchases/${id}/link`)).status, 409);
  });

  test("asked by a link that is forged or expired sees nothing", async () => {
    const id = await told({ email: email() });
    await standing(id, "waiting_username");
    const { body } = await seller.api.post(`/api/purchases/${id}/link`);
    const token = body.url.split("/buyer/")[1] as string;
    const other = await told({ email: email() });
    for (const forged of [token.replace(id, other), `${token}A`, token.slice(0, -4), "x", `${id}.9999999999.k1.AAAA`]) {
      assert.equal((await platform().api.get(`/api/buyer/${forged}`)).status, 404, forged);
      assert.equal((await platform().api.put(`/api/buyer/${forged}`, { username: "Jane" })).status, 404);
    }
  });
});

describe("what a shop sends", () => {
  test("is refused without a good signature, and leaves nothing", async () => {
    const body = JSON.stringify({ event_id: randomUUID(), event: "purchase", product: "trend", email: email() });
    const signed = shop.sign(body);
    const without = (name: string) => Object.fromEntries(Object.entries(signed).filter(([header]) => header !== name));
    const before = (await seller.api.get("/api/purchases?limit=200")).body.data.length;
    for (const [headers, code, text = body] of [
      [without("webhook-signature"), "signature_missing"],
      [without("webhook-id"), "signature_missing"],
      [without("webhook-timestamp"), "signature_missing"],
      [{ ...signed, "webhook-id": "msg_other" }, "signature_wrong"],
      [signed, "signature_wrong", `${body} `],
      [shop.sign(body, new Date(), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), "signature_wrong"],
      [shop.sign(body, new Date(Date.now() - 6 * 60_000)), "signature_expired"],
      [shop.sign(body, new Date(Date.now() + 6 * 60_000)), "signature_expired"],
      [{ ...signed, "webhook-timestamp": "now" }, "signature_expired"],
    ] as [Record<string, string>, string, string?][]) {
      const answer = await shop.send(text, headers);
      assert.deepEqual([answer.status, answer.body.code], [401, code], answer.text);
    }
    assert.equal((await seller.api.get("/api/purchases?limit=200")).body.data.length, before);
    assert.equal((await platform().api.post("/webhook/purchase/unknown", {})).status, 404);
    assert.equal((await shop.send(body, signed)).status, 202);
  });

  test("is refused when it says nothing that can be acted on", async () => {
    for (const [body, status, field] of [
      ["", 400],
      ["[]", 400],
      ["event=purchase", 400],
      ["{}", 422, "event_id"],
      [JSON.stringify({ event_id: "e", event: "gift", product: "p", email: "a@b.c" }), 422, "event"],
      [JSON.stringify({ event_id: "e", event: "purchase", product: "p" }), 422, "email"],
      [JSON.stringify({ event_id: "e".repeat(70_000) }), 413],
    ] as [string, number, string?][]) {
      const answer = await shop.send(body, shop.sign(body));
      assert.equal(answer.status, status, answer.text);
      if (field) assert.equal((answer.body as Json).errors[0].field, field);
    }
  });

  test("may not give one id to two events", async () => {
    const event = { event_id: randomUUID(), email: email(), tradingview_username: await buyer() };
    assert.equal((await shop.tell(event)).status, 202);
    const other = await shop.tell({ ...event, event: "refund" });
    assert.deepEqual([other.status, other.body.code], [409, "event_mismatch"]);
    assert.equal(
      (await shop.tell({ ...event, coupon: "SPRING" })).body.duplicate,
      true,
      "what nobody reads may differ",
    );
  });

  test("is taken by both tokens and both secrets while they are being replaced", async () => {
    const own = await createShop(platform(), seller, "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD");
    assert.equal(own.secret, "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD", "a shop may bring its own");
    const at = `/api/purchase-hooks/${own.hookId}`;
    const token = await seller.api.post(`${at}/token`);
    const secret = await seller.api.post(`${at}/secret`, {});
    assert.deepEqual([token.status, secret.status], [201, 201]);
    const renewed = new Shop(platform().api, { id: own.hookId, url: token.body.url, secret: secret.body.secret });
    for (const any of [own, renewed]) assert.equal((await any.tell({ email: email() })).status, 202);
    await platform().query(
      "UPDATE purchase_hooks SET previous_token_until = 1, previous_secret_until = 1 WHERE id = ?",
      own.hookId,
    );
    assert.equal((await own.tell({ email: email() })).status, 404);
    const oldSecret = new Shop(platform().api, { id: own.hookId, url: token.body.url, secret: own.secret });
    assert.equal((await oldSecret.tell({ email: email() })).status, 401);
    assert.equal((await renewed.tell({ email: email() })).status, 202);
    await seller.api.put(at, { is_enabled: false });
    assert.deepEqual([(await renewed.tell({ email: email() })).body.code], ["hook_disabled"]);
    const [row] = await platform().query("SELECT * FROM purchase_hooks WHERE id = ?", own.hookId);
    for (const secret of [own.secret, renewed.secret, renewed.path.split("/").at(-1) as string]) {
      assert.ok(!JSON.stringify(row).includes(secret));
      assert.ok(!platform().logs.some(({ message }) => message.includes(secret)));
    }
    assert.equal((await seller.api.delete(at)).status, 204);
    assert.equal((await renewed.tell({ email: email() })).status, 404);
  });
});

describe("a purchase that failed", () => {
  test("is on record with the reason, and is tried again", async () => {
    const username = await buyer();
    const tradingView = new TradingView(platform());
    await tradingView.fault({
      path_prefix: "/pine_perm/add/",
      status: 422,
      body: { code: "not_allowed", detail: "No." },
      times: 2,
    });
    const id = await told({ tradingview_username: username });
    const failed = await standing(id, "failed");
    assert.ok(failed.reason);
    await tradingView.clearFaults();
    const answer = await seller.api.post(`/api/purchases/${id}/retry`);
    assert.equal(answer.status, 202, answer.text);
    await standing(id, "completed");
    assert.equal((await onTradingView(username))?.added, 1);
    assert.equal(daysLeft((await onTradingView(username))?.expiration), 33);
  });
});

describe("products", () => {
  test("are listed, changed and deleted", async () => {
    const made = await product(`p-${randomUUID()}`, { title: " Trend, monthly " });
    assert.deepEqual([made.title, made.grace_days, made.scripts.length], ["Trend, monthly", 0, 2]);
    const at = `/api/products/${made.id}`;
    const [script] = seller.scripts;
    const input = { reference: made.reference, duration: "1L", script_ids: [script?.id], version: made.version };
    const changed = await seller.api.put(at, input);
    assert.deepEqual([changed.status, changed.body.duration, changed.body.scripts[0].id], [200, "1L", script?.id]);
    assert.equal((await seller.api.put(at, input)).status, 409, "the version has moved on");
    const same = await seller.api.post("/api/products", { ...input, version: undefined });
    assert.equal(same.status, 409, same.text);
    const page = await seller.api.get("/api/products?limit=1");
    assert.equal(page.body.data[0].id, made.id);
    assert.ok(page.body.next_cursor);
    assert.equal((await seller.api.delete(at)).status, 204);
    assert.equal((await seller.api.get(at)).status, 404);
  });

  test("refuse what can't be sold", async () => {
    const stranger = await createSharer(platform(), ["Foreign"]);
    const good = { reference: "x", duration: "1M", script_ids: [seller.scripts[0]?.id] };
    for (const [input, field] of [
      [{}, "reference"],
      [{ ...good, reference: " " }, "reference"],
      [{ ...good, duration: "1X" }, "duration"],
      [{ ...good, grace_days: 366 }, "grace_days"],
      [{ ...good, script_ids: [] }, "script_ids"],
      [{ ...good, script_ids: [stranger.scripts[0]?.id] }, "script_ids[0]"],
      [{ ...good, price: 1 }, "price"],
    ] as [Json, string][]) {
      const { status, body, text } = await seller.api.post("/api/products", input);
      assert.deepEqual([status, body.errors?.[0]?.field], [422, field], text);
    }
  });
});

test("nothing of it is anybody else's", async () => {
  const stranger = await signUp(platform());
  const id = await told({ email: email() });
  const { body: hooks } = await seller.api.get("/api/purchase-hooks");
  const made = await product(`p-${randomUUID()}`);
  const hook = `/api/purchase-hooks/${hooks.data[0].id}`;
  const input = { reference: made.reference, duration: "1M", script_ids: [seller.scripts[0]?.id] };
  for (const answer of [
    await stranger.api.get(`/api/purchases/${id}`),
    await stranger.api.put(`/api/purchases/${id}`, { username: "Jane" }),
    await stranger.api.post(`/api/purchases/${id}/retry`),
    await stranger.api.post(`/api/purchases/${id}/link`),
    await stranger.api.put(hook, { name: "mine" }),
    await stranger.api.post(`${hook}/token`),
    await stranger.api.post(`${hook}/secret`, {}),
    await stranger.api.delete(hook),
    await stranger.api.get(`/api/products/${made.id}`),
    await stranger.api.put(`/api/products/${made.id}`, input),
    await stranger.api.delete(`/api/products/${made.id}`),
  ]) {
    assert.equal(answer.status, 404, answer.text);
  }
  for (const path of ["/api/purchases", "/api/purchase-hooks", "/api/products"]) {
    assert.equal((await stranger.api.get(path)).body.data.length, 0);
    assert.equal((await platform().api.get(path)).status, 401);
  }
});

test("purchases are found by what is known of them, page by page", async () => {
  const [address, order_id] = [email(), order()];
  const ids = [];
  for (let count = 0; count < 3; count += 1) ids.push(await told({ email: address, order_id, product: "trend" }));
  const list = (query: string) => seller.api.get(`/api/purchases?${query}`);
  const found = async (query: string) => (await list(query)).body.data.map((purchase: Json) => purchase.id);
  assert.deepEqual(await found(`email=${address.toUpperCase()}`), ids.toReversed());
  assert.deepEqual(await found(`order_id=${order_id}&kind=purchase`), ids.toReversed());
  assert.deepEqual(await found(`order_id=${order_id}&kind=refund`), []);
  const first = await list(`email=${address}&limit=2`);
  assert.deepEqual(await found(`email=${address}&limit=2&cursor=${first.body.next_cursor}`), [ids[0]]);
  for (const query of ["status=lost", "kind=gift", "cursor=x", "limit=x", "from=today"]) {
    assert.equal((await list(query)).status, 422, query);
  }
});
