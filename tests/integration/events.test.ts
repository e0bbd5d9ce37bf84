// Outgoing events, as a receiver sees them: signed as the Standard Webhooks specification says, tried again, logged,
// replayed.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, describe, test } from "node:test";
import { Webhook } from "standardwebhooks";
import { createBuyers, createSharer, FAST, give, settled as settledGrant, unlimited } from "../support/access.ts";
import { usePlatform } from "../support/platform.ts";
import { type Received, Receiver } from "../support/receiver.ts";
import { TradingView } from "../support/tradingview.ts";
import { signUp, type TestUser } from "../support/users.ts";
import { waitFor } from "../support/wait.ts";

const receiver = await Receiver.start();
after(() => receiver.stop());
const platform = usePlatform({ vars: { ...FAST, EVENT_TRUSTED_ORIGINS: receiver.origin } });

// biome-ignore lint/suspicious/noExplicitAny: what a test expects of an answer, its assertions say
type Json = any;

interface Endpoint {
  user: TestUser;
  path: string;
  id: string;
  secret: string;
}

async function endpoint(user?: TestUser, fields: Record<string, unknown> = {}): Promise<Endpoint> {
  const owner = user ?? (await signUp(platform()));
  const path = `/${randomUUID()}`;
  const input = { url: `${receiver.origin}${path}`, ...fields };
  const { status, body, text } = await owner.api.post("/api/event-endpoints", input);
  assert.equal(status, 201, text);
  return { user: owner, path, id: body.id, secret: body.secret };
}

/** Commits an event as the other workers do: with the job to deliver it. */
async function happen(user: TestUser, type: string, data: unknown = { grant_id: "grt_1" }): Promise<string> {
  const id = `msg_${randomUUID()
    .replaceAll("-", "")
    .slice(0, 26)
    .toUpperCase()
    .replaceAll(/[ILOU]/g, "0")}`.replace(/^msg_./, "msg_0");
  await platform().db.batch([
    platform()
      .db.prepare("INSERT INTO events (id, user_id, type, created_at, data) VALUES (?, ?, ?, ?, ?)")
      .bind(id, user.id, type, Date.now(), JSON.stringify(data)),
    platform()
      .db.prepare(
        `INSERT INTO jobs (id, topic, idempotency_key, user_id, payload, created_at, available_at)
         SELECT 'job_' || substr(?1, 5), 'events', 'event:' || ?1, ?2, json_object('event_id', ?1), ?3, ?3`,
      )
      .bind(id, user.id, Date.now()),
  ]);
  await platform().tick("pinewire-operations", "* * * * *");
  return id;
}

/** What waits for another try comes due, as time would make it. */
async function hurry(): Promise<void> {
  await platform().query("UPDATE event_endpoints SET hold_until = 0");
  await platform().query(
    "UPDATE jobs SET available_at = 0, sent_at = NULL, claimed_until = 0 WHERE topic = 'events' AND last_error IS NOT NULL",
  );
  await platform().tick("pinewire-operations", "* * * * *");
}

const deliveries = async ({ user, id }: Endpoint, query = ""): Promise<Json[]> =>
  (await user.api.get(`/api/event-deliveries?endpoint_id=${id}${query}`)).body.data;

const settled = (endpoint: Endpoint, status: string, count = 1): Promise<Json[]> =>
  waitFor(`${count} ${status} deliveries`, async () => {
    const found = await deliveries(endpoint, `&status=${status}`);
    return found.length >= count && found;
  });

const verify = (secret: string, { body, headers }: Received): Json =>
  new Webhook(secret).verify(body, headers as Record<string, string>);

describe("an event", () => {
  test("arrives signed, and the specification's own library takes it", async () => {
    const target = await endpoint();
    const id = await happen(target.user, "access.granted", { grant_id: "grt_7", username: "Jane" });
    const [received] = await receiver.wait(target.path);
    assert.ok(received);
    const event = verify(target.secret, received);
    assert.equal(event.type, "access.granted");
    assert.deepEqual(event.data, { grant_id: "grt_7", username: "Jane" });
    assert.equal(new Date(event.timestamp).toISOString(), event.timestamp);
    assert.equal(received.headers["webhook-id"], id);
    assert.equal(received.headers["content-type"], "application/json");
    const forged = { ...received, body: received.body.replace("Jane", "John") };
    assert.throws(() => verify(target.secret, forged));
    const [delivery] = await settled(target, "delivered");
    const { body } = await target.user.api.get(`/api/event-deliveries/${delivery.id}`);
    assert.deepEqual([body.event_id, body.tries, body.http_status, body.error], [id, 1, 204, null]);
    assert.deepEqual(body.data, { grant_id: "grt_7", username: "Jane" });
    assert.equal(body.attempts.length, 1);
    assert.ok(body.attempts[0].latency_ms >= 0);
  });

  test("goes to those who asked for its type, and to nobody else", async () => {
    const all = await endpoint();
    const some = await endpoint(all.user, { event_types: ["sync.finished"] });
    const stranger = await endpoint();
    await happen(all.user, "access.revoked");
    await happen(all.user, "sync.finished");
    await receiver.wait(all.path, 2);
    await receiver.wait(some.path, 1);
    await settled(all, "delivered", 2);
    assert.deepEqual(
      receiver.at(some.path).map(({ body }) => JSON.parse(body).type),
      ["sync.finished"],
    );
    assert.equal(receiver.at(stranger.path).length, 0);
    assert.equal((await deliveries(stranger)).length, 0);
  });

  test("is delivered once, however often its job is brought", async () => {
    const target = await endpoint();
    const id = await happen(target.user, "access.granted");
    await settled(target, "delivered");
    await platform().query(
      `INSERT INTO jobs (id, topic, idempotency_key, user_id, payload, created_at, available_at)
       VALUES ('job_0' || substr(?1, 6), 'events', ?3, ?2, json_object('event_id', ?1), 0, 0)
       ON CONFLICT DO NOTHING`,
      id,
      target.user.id,
      randomUUID(),
    );
    await platform().tick("pinewire-operations", "* * * * *");
    await waitFor("the job to be done", async () => {
      const jobs = await platform().query("SELECT id FROM jobs WHERE user_id = ?", target.user.id);
      return jobs.length === 0;
    });
    assert.equal(receiver.at(target.path).length, 1);
  });
});

describe("an endpoint that does not take it", () => {
  test("is tried again by the standard's schedule, with the same id, and every answer is on record", async () => {
    const target = await endpoint();
    const replies = [
      { status: 500, body: "database is down" },
      { status: 302, headers: { location: `${receiver.origin}/elsewhere` } },
      undefined,
      { status: 200, body: "thanks" },
    ];
    receiver.answer(target.path, (count) => replies[count - 1]);
    await happen(target.user, "access.granted");
    for (let tries = 1; tries < replies.length; tries += 1) {
      const waits = [5, 300, 1800];
      const [delivery] = await waitFor(`try ${tries}`, async () => {
        const found = await deliveries(target);
        return found[0]?.tries === tries && found;
      });
      assert.equal(delivery.status, "pending");
      const { body } = await target.user.api.get(`/api/event-deliveries/${delivery.id}`);
      const wait = (Date.parse(delivery.next_try_at) - Date.parse(body.attempts.at(-1).at)) / 1000;
      const planned = waits[tries - 1] as number;
      assert.ok(wait >= planned && wait < planned * 1.1 + 30, `try ${tries} is followed after ${wait} s`);
      await hurry();
    }
    const [delivery] = await settled(target, "delivered");
    const { body } = await target.user.api.get(`/api/event-deliveries/${delivery.id}`);
    assert.deepEqual(
      body.attempts.map((attempt: Json) => [attempt.number, attempt.http_status, attempt.error, attempt.body]),
      [
        [1, 500, "refused", "database is down"],
        [2, 302, "redirected", null],
        [3, null, "no_answer", null],
        [4, 200, null, "thanks"],
      ],
    );
    assert.equal(receiver.at("/elsewhere").length, 0, "redirects are not followed");
    const ids = receiver.at(target.path).map(({ headers }) => headers["webhook-id"]);
    assert.equal(new Set(ids).size, 1);
    for (const received of receiver.at(target.path)) verify(target.secret, received);
  });

  test("is disabled at once when it says that it is gone, and its owner is told", async () => {
    const target = await endpoint();
    receiver.answer(target.path, () => ({ status: 410 }));
    await happen(target.user, "access.granted");
    const [delivery] = await settled(target, "failed");
    assert.deepEqual([delivery.http_status, delivery.error], [410, "gone"]);
    const { body } = await target.user.api.get(`/api/event-endpoints/${target.id}`);
    assert.deepEqual([body.is_enabled, body.disabled_reason], [false, "gone"]);
    const mail = await waitFor("the mail", async () => {
      const { body } = await platform().api.get("/sandbox/mails");
      return body.data.find((mail: Json) => JSON.stringify(mail.to).includes(target.user.email));
    });
    assert.match(JSON.stringify(mail), /event/i);
    await happen(target.user, "access.granted");
    assert.equal((await deliveries(target)).length, 1, "nothing more is sent");
    const again = await target.user.api.post(`/api/event-deliveries/${delivery.id}/replay`);
    assert.equal(again.status, 409);
  });

  test("is disabled when a delivery is given up and nothing else has arrived", async () => {
    const target = await endpoint();
    receiver.answer(target.path, () => ({ status: 503 }));
    await happen(target.user, "access.granted");
    await waitFor("the first try", async () => (await deliveries(target))[0]?.tries === 1);
    await happen(target.user, "access.revoked");
    await waitFor("the other one's first try", async () => (await deliveries(target)).every((row) => row.tries >= 1));
    await platform().query(
      "UPDATE event_deliveries SET tries = 9 WHERE id IN (SELECT id FROM event_deliveries WHERE endpoint_id = ? LIMIT 1)",
      target.id,
    );
    await hurry();
    await settled(target, "failed", 2);
    const { body } = await target.user.api.get(`/api/event-endpoints/${target.id}`);
    assert.deepEqual([body.is_enabled, body.disabled_reason], [false, "failing"]);
    assert.deepEqual((await deliveries(target)).map((row) => row.error).sort(), ["endpoint_disabled", "refused"]);

    const enabled = await target.user.api.put(`/api/event-endpoints/${target.id}`, { is_enabled: true });
    assert.deepEqual([enabled.body.is_enabled, enabled.body.disabled_reason, enabled.body.failures], [true, null, 0]);
  });

  test("stays enabled when a delivery is given up but others arrive", async () => {
    const target = await endpoint();
    receiver.answer(target.path, (count) => ({ status: count === 2 ? 200 : 500 }));
    await happen(target.user, "access.granted");
    await waitFor("the first try", async () => (await deliveries(target))[0]?.tries === 1);
    await happen(target.user, "access.revoked");
    await settled(target, "delivered");
    await platform().query(
      "UPDATE event_deliveries SET tries = 9 WHERE endpoint_id = ? AND status = 'pending'",
      target.id,
    );
    await hurry();
    await settled(target, "failed");
    assert.equal((await target.user.api.get(`/api/event-endpoints/${target.id}`)).body.is_enabled, true);
  });

  test("is left alone for a while after several failures", async () => {
    const target = await endpoint();
    receiver.answer(target.path, () => ({ status: 500 }));
    await platform().query("UPDATE event_endpoints SET failures = 4 WHERE id = ?", target.id);
    await happen(target.user, "access.granted");
    await waitFor("the first try", async () => (await deliveries(target))[0]?.tries === 1);
    const held = await waitFor("the pause", async () => {
      const [row] = await platform().query<{ hold_until: number }>(
        "SELECT hold_until FROM event_endpoints WHERE id = ?",
        target.id,
      );
      return row && row.hold_until > Date.now() && row.hold_until;
    });
    await happen(target.user, "access.revoked");
    await waitFor("the second delivery to be put off", async () => {
      const jobs = await platform().query<{ available_at: number }>(
        "SELECT available_at FROM jobs WHERE user_id = ? AND topic = 'events' AND last_error = 'the endpoint is left alone'",
        target.user.id,
      );
      return jobs.some((job) => job.available_at >= held);
    });
    assert.equal(receiver.at(target.path).length, 1);
  });
});

describe("secrets", () => {
  test("are shown once and sealed at rest; while one is replaced both sign", async () => {
    const target = await endpoint();
    const shown = await target.user.api.get(`/api/event-endpoints/${target.id}`);
    assert.ok(!shown.text.includes("whsec_"));
    const [row] = await platform().query("SELECT * FROM event_endpoints WHERE id = ?", target.id);
    assert.ok(!JSON.stringify(row).includes(target.secret));
    const { status, body } = await target.user.api.post(`/api/event-endpoints/${target.id}/secret`);
    assert.equal(status, 201);
    assert.notEqual(body.secret, target.secret);
    await happen(target.user, "access.granted");
    const [received] = await receiver.wait(target.path);
    assert.ok(received);
    verify(target.secret, received);
    verify(body.secret, received);
    await platform().query("UPDATE event_endpoints SET previous_until = 1 WHERE id = ?", target.id);
    await happen(target.user, "access.granted");
    const [, second] = await receiver.wait(target.path, 2);
    assert.ok(second);
    verify(body.secret, second);
    assert.throws(() => verify(target.secret, second));
    assert.ok(!platform().logs.some(({ message }) => message.includes(target.secret) || message.includes(body.secret)));
  });
});

describe("replay", () => {
  test("sends one delivery again, as a new one with the same event", async () => {
    const target = await endpoint();
    const id = await happen(target.user, "access.granted");
    const [first] = await settled(target, "delivered");
    const { status, body } = await target.user.api.post(`/api/event-deliveries/${first.id}/replay`);
    assert.deepEqual([status, body.cause, body.event_id], [202, "replay", id]);
    const received = await receiver.wait(target.path, 2);
    assert.deepEqual(
      received.map(({ headers }) => headers["webhook-id"]),
      [id, id],
    );
  });

  test("sends what happened since a time, also to an endpoint that was added later", async () => {
    const old = await endpoint();
    const since = new Date().toISOString();
    const ids: string[] = [];
    for (const type of ["access.granted", "access.revoked", "sync.finished"]) ids.push(await happen(old.user, type));
    await settled(old, "delivered", 3);
    const added = await endpoint(old.user, { event_types: ["access.granted", "access.revoked"] });
    const key = { headers: { "idempotency-key": randomUUID() } };
    const replay = { since };
    const answer = await old.user.api.post(`/api/event-endpoints/${added.id}/replay`, replay, key);
    assert.equal(answer.status, 202, answer.text);
    const repeated = await old.user.api.post(`/api/event-endpoints/${added.id}/replay`, replay, key);
    assert.deepEqual(repeated.body, answer.body);
    await settled(added, "delivered", 2);
    const sent = receiver.at(added.path).map(({ headers }) => headers["webhook-id"]);
    assert.deepEqual(sent.sort(), ids.slice(0, 2).sort());
    const nothing = await old.user.api.post(`/api/event-endpoints/${old.id}/replay`, replay);
    assert.equal(nothing.status, 202);
    await waitFor("the replay's end", async () => {
      const jobs = await platform().query("SELECT id FROM jobs WHERE user_id = ? AND topic = 'events'", old.user.id);
      return jobs.length === 0;
    });
    assert.equal(receiver.at(old.path).length, 3, "only what is missing");
    await old.user.api.post(`/api/event-endpoints/${old.id}/replay`, { ...replay, only_missing: false });
    await receiver.wait(old.path, 6);
  });

  test("goes on over more than one round", async () => {
    const owner = await signUp(platform());
    await platform().query(
      `INSERT INTO events (id, user_id, type, created_at, data)
       WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 205)
       SELECT 'msg_' || printf('%026d', i), ?, 'access.granted', ?, '{}' FROM n`,
      owner.id,
      Date.now() - 60_000,
    );
    const target = await endpoint(owner);
    await owner.api.post(`/api/event-endpoints/${target.id}/replay`, { since: new Date(Date.now() - 120_000) });
    await receiver.wait(target.path, 205);
    await settled(target, "delivered", 50);
    assert.equal(new Set(receiver.at(target.path).map(({ headers }) => headers["webhook-id"])).size, 205);
    const first = await owner.api.get(`/api/event-deliveries?endpoint_id=${target.id}&limit=200`);
    const rest = await owner.api.get(
      `/api/event-deliveries?endpoint_id=${target.id}&limit=200&cursor=${first.body.next_cursor}`,
    );
    assert.deepEqual([first.body.data.length, rest.body.data.length, rest.body.next_cursor], [200, 5, null]);
  });
});

describe("endpoints", () => {
  test("are tried out by a test event, whatever they are subscribed to", async () => {
    const target = await endpoint(undefined, { event_types: ["sync.finished"], description: " my shop " });
    const { status, body } = await target.user.api.post(`/api/event-endpoints/${target.id}/test`);
    assert.deepEqual([status, body.event_type, body.cause], [202, "endpoint.test", "test"]);
    const [received] = await receiver.wait(target.path);
    assert.ok(received);
    assert.equal(verify(target.secret, received).data.endpoint_id, target.id);
  });

  test("are changed, disabled and deleted; a change of what is gone is refused", async () => {
    const target = await endpoint();
    const at = `/api/event-endpoints/${target.id}`;
    const changed = await target.user.api.put(at, { event_types: ["access.granted"], description: "x", version: 1 });
    assert.deepEqual([changed.status, changed.body.event_types, changed.body.version], [200, ["access.granted"], 2]);
    assert.equal((await target.user.api.put(at, { description: "y", version: 1 })).status, 409);
    const all = await target.user.api.put(at, { event_types: null, is_enabled: false });
    assert.deepEqual([all.body.event_types, all.body.disabled_reason], [null, "owner"]);
    await happen(target.user, "access.granted");
    assert.equal((await deliveries(target)).length, 0);
    assert.equal((await target.user.api.post(`${at}/test`)).status, 409);
    assert.equal((await target.user.api.delete(at)).status, 204);
    assert.equal((await target.user.api.get(at)).status, 404);
    assert.equal((await target.user.api.delete(at)).status, 404);
  });

  test("are nobody else's business", async () => {
    const target = await endpoint();
    await happen(target.user, "access.granted");
    const [delivery] = await settled(target, "delivered");
    const stranger = await signUp(platform());
    const at = `/api/event-endpoints/${target.id}`;
    for (const answer of [
      await stranger.api.get(at),
      await stranger.api.put(at, { description: "mine" }),
      await stranger.api.delete(at),
      await stranger.api.post(`${at}/secret`),
      await stranger.api.post(`${at}/test`),
      await stranger.api.post(`${at}/replay`, { since: new Date().toISOString() }),
      await stranger.api.get(`/api/event-deliveries/${delivery.id}`),
      await stranger.api.post(`/api/event-deliveries/${delivery.id}/replay`),
    ]) {
      assert.equal(answer.status, 404, answer.text);
    }
    assert.equal((await stranger.api.get(`/api/event-deliveries?endpoint_id=${target.id}`)).body.data.length, 0);
    assert.equal((await platform().api.get(at)).status, 401);
  });

  test("are decided by people: an API key reads, replays and tests, and redirects nothing", async () => {
    const target = await endpoint();
    const { body } = await target.user.api.post("/api/account/api-keys", {
      name: "k",
      scopes: ["access:read", "access:write"],
    });
    const program = platform().api.as(body.key);
    const at = `/api/event-endpoints/${target.id}`;
    assert.equal((await program.get(at)).status, 200);
    assert.equal((await program.post(`${at}/test`)).status, 202);
    assert.equal((await program.put(at, { url: `${receiver.origin}/evil` })).status, 403);
    assert.equal((await program.post(`${at}/secret`)).status, 403);
    assert.equal((await program.post("/api/event-endpoints", { url: "https://example.com/" })).status, 403);
  });

  test("must be public addresses", async () => {
    const user = await signUp(platform());
    for (const url of [
      "http://example.com/",
      "https://127.0.0.1/",
      "https://localhost/",
      "https://2130706433/",
      "https://[::1]/",
      "https://[::ffff:10.0.0.1]/",
      "https://metadata.google.internal/",
      "https://user:pass@example.com/",
      `${receiver.origin}@evil.example/`,
      "ftp://example.com/",
      "",
    ]) {
      const { status, body } = await user.api.post("/api/event-endpoints", { url });
      assert.deepEqual([status, body.errors?.[0]?.field], [422, "url"], url);
    }
    assert.equal((await user.api.get("/api/event-endpoints")).body.data.length, 0);
    const good = await user.api.post("/api/event-endpoints", { url: "https://Hooks.Example.com" });
    assert.deepEqual([good.status, good.body.url], [201, "https://hooks.example.com/"]);
    const changed = await user.api.put(`/api/event-endpoints/${good.body.id}`, { url: "https://10.0.0.1/" });
    assert.equal(changed.status, 422);
  });

  test("refuse bad input and are limited in number", async () => {
    const user = await signUp(platform());
    const url = "https://example.com/";
    for (const [input, field] of [
      [{}, "url"],
      [{ url, event_types: [] }, "event_types"],
      [{ url, event_types: ["access.stolen"] }, "event_types[0]"],
      [{ url, event_types: ["endpoint.test"] }, "event_types[0]"],
      [{ url, description: "x".repeat(201) }, "description"],
      [{ url, secret: "whsec_mine" }, "secret"],
    ] as const) {
      const { status, body, text } = await user.api.post("/api/event-endpoints", input);
      assert.deepEqual([status, body.errors?.[0]?.field], [422, field], text);
    }
    assert.equal((await user.api.get("/api/event-deliveries?status=lost")).status, 422);
    assert.equal((await user.api.get("/api/event-deliveries?cursor=x")).status, 422);
    for (let count = 0; count < 20; count += 1) await user.api.post("/api/event-endpoints", { url });
    assert.equal((await user.api.post("/api/event-endpoints", { url })).status, 409);
  });
});

test("what happens to a seller's scripts, access and connection is told", async () => {
  await unlimited(platform());
  const seller = await createSharer(platform());
  const target = await endpoint(seller.user);
  const [username] = await createBuyers(platform(), 1);
  const grant = await settledGrant(seller, (await give(seller, { username, duration: "7D" })).id);
  await seller.api.post(`/api/access/${grant.id}/extend`, { duration: "7D" });
  await settledGrant(seller, grant.id);
  await seller.api.delete(`/api/access/${grant.id}`);
  await settledGrant(seller, grant.id);
  await seller.api.post("/api/sync");
  await waitFor("the end of the sync", async () => (await seller.api.get("/api/sync")).body.data[0].finished_at);
  await new TradingView(platform()).expire(seller.account.sessionid);
  await give(seller, { username, duration: "7D" });
  await waitFor(
    "the connection's end",
    async () => (await seller.api.get("/api/connect")).body.connection.status === "dead",
  );
  await platform().tick("pinewire-operations", "* * * * *");
  const received = await receiver.wait(target.path, 5);
  const told = received.map((message) => verify(target.secret, message));
  told.sort((a, b) => a.timestamp.localeCompare(b.timestamp));
  assert.deepEqual(
    told.map((event) => event.type),
    ["access.granted", "access.extended", "access.revoked", "sync.finished", "connection.dead"],
  );
  const [granted, extended] = told;
  assert.deepEqual(
    [granted.data.grant_id, granted.data.username, granted.data.previous_expires_at],
    [grant.id, username, null],
  );
  assert.equal(extended.data.previous_expires_at, granted.data.expires_at);
  assert.equal(told[4].data.username, seller.account.username);
  for (const secret of [seller.account.sessionid, seller.account.sessionid_sign]) {
    assert.ok(!received.some(({ body }) => body.includes(secret)));
  }
});

test("events are kept for 30 days", async () => {
  const target = await endpoint();
  const id = await happen(target.user, "access.granted");
  await settled(target, "delivered");
  await platform().query("UPDATE events SET created_at = ? WHERE id = ?", Date.now() - 31 * 86_400_000, id);
  await platform().tick("pinewire-event-delivery", "23 * * * *");
  assert.equal((await deliveries(target)).length, 0);
  const tooOld = { since: new Date(Date.now() - 40 * 86_400_000).toISOString() };
  assert.equal((await target.user.api.post(`/api/event-endpoints/${target.id}/replay`, tooOld)).status, 422);
});
