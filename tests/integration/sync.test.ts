// A seller's scripts: brought up to date from TradingView's lists, and what the seller sets for each.

import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { usePlatform } from "../support/platform.ts";
import { connect, createSeller, type ScriptFacts, type Seller, TradingView } from "../support/tradingview.ts";
import { waitFor } from "../support/wait.ts";

const platform = usePlatform();
const tradingView = () => new TradingView(platform());
const WAIT = { limitMs: 60_000 };

// biome-ignore lint/suspicious/noExplicitAny: what a test expects of an answer, its assertions say
type Json = any;

const TREND: ScriptFacts = {
  name: "Trend Compass",
  kind: "study",
  version: "12.0",
  likes: 40,
  image: "AbC12345",
  description: "Where the trend points.",
};
const ENGINE: ScriptFacts = { name: "Swing Engine", kind: "strategy" };
const TOOLS: ScriptFacts = { name: "Series Tools", access: "open", kind: "library" };

beforeEach(async () => {
  await tradingView().clearFaults();
});

/** A connected seller with these scripts, and their ids on TradingView. */
async function publisher(scripts: ScriptFacts[]): Promise<{ seller: Seller; ids: string[] }> {
  const seller = await createSeller(platform());
  await connect(seller);
  return { seller, ids: await tradingView().publish(seller.account, scripts) };
}

const ended = (seller: Seller, id: string): Promise<Json> =>
  waitFor(
    "the end of the run",
    async () => {
      const { body } = await seller.api.get(`/api/sync/${id}`);
      return body.finished_at === null ? undefined : body;
    },
    WAIT,
  );

async function sync(seller: Seller, input?: Record<string, unknown>): Promise<Json> {
  const { status, body, text } = await seller.api.post("/api/sync", input);
  assert.equal(status, 202, text);
  return ended(seller, body.id);
}

async function scripts(seller: Seller, query = ""): Promise<Json[]> {
  const { status, body, text } = await seller.api.get(`/api/scripts${query}`);
  assert.equal(status, 200, text);
  return body.data;
}

const titles = async (seller: Seller, query = ""): Promise<string[]> =>
  (await scripts(seller, query)).map((script) => script.title).sort();

const counts = (run: Json) => [run.added, run.changed, run.removed, run.unchanged];

/** Makes a run that waits for its next try due now, as time would. */
async function hurry(): Promise<void> {
  await platform().query(
    "UPDATE jobs SET available_at = 0, sent_at = NULL WHERE topic = 'sync' AND last_error IS NOT NULL",
  );
  await platform().tick("pinewire-operations", "* * * * *");
}

describe("a sync", () => {
  test("brings all published scripts with what every list knows", async () => {
    const { seller, ids } = await publisher([TREND, ENGINE, TOOLS]);
    const run = await sync(seller);
    assert.equal(run.status, "completed", JSON.stringify(run));
    assert.deepEqual(counts(run), [3, 0, 0, 0]);
    assert.deepEqual([run.listed, run.cause, run.failure], [3, "user", null]);
    assert.deepEqual(run.report.added.map((script: Json) => script.title).sort(), await titles(seller));
    const trend = (await scripts(seller)).find((script) => script.title === TREND.name);
    assert.deepEqual(
      [trend.pine_id, trend.access, trend.kind, trend.pine_version, trend.likes],
      [ids[0], "invite_only", "study", "12.0", 40],
    );
    assert.match(trend.image_url, /^https:\/\/.*AbC12345/);
    assert.match(trend.url, /^https:\/\/www\.tradingview\.com\/script\/AbC12345/);
    assert.ok(trend.description);
    assert.deepEqual([trend.removed_at, trend.is_for_sale, trend.default_duration], [null, false, null]);
    const tools = (await scripts(seller)).find((script) => script.title === TOOLS.name);
    assert.deepEqual([tools.access, tools.kind], ["open", "library"]);
  });

  test("is told to the seller's own systems, however it ends", async () => {
    const { seller } = await publisher([TREND]);
    const done = await sync(seller);
    await tradingView().expire(seller.account.sessionid);
    const failed = await sync(seller);
    const events = await platform().query<{ data: string }>(
      "SELECT data FROM events WHERE user_id = ? AND type = 'sync.finished' ORDER BY id",
      seller.user.id,
    );
    const told = events.map(({ data }) => JSON.parse(data));
    assert.deepEqual(
      told.map(({ sync_id, status, added, failure }) => [sync_id, status, added, failure]),
      [
        [done.id, "completed", 1, null],
        [failed.id, "failed", 0, "session_dead"],
      ],
    );
  });

  test("writes only what is different and tells what it was", async () => {
    const { seller, ids } = await publisher([TREND, ENGINE]);
    await sync(seller);
    const rows = () =>
      platform().query("SELECT * FROM tradingview_scripts WHERE user_id = ? ORDER BY id", seller.user.id);
    const before = await rows();
    assert.deepEqual(counts(await sync(seller)), [0, 0, 0, 2]);
    assert.deepEqual(await rows(), before, "a second sync writes nothing");

    await platform().query(
      "UPDATE tradingview_scripts SET title = 'Old name', likes = 1 WHERE pine_id = ?",
      ids[0] ?? "",
    );
    await tradingView().publish(seller.account, [TOOLS]);
    const run = await sync(seller);
    assert.deepEqual(counts(run), [1, 1, 0, 1]);
    assert.deepEqual(run.report.changed[0].fields, ["title", "likes"]);
    assert.equal(run.report.changed[0].pine_id, ids[0]);
    assert.deepEqual(await titles(seller), [TOOLS.name, ENGINE.name, TREND.name].sort());
  });

  test("marks what is gone, keeps its row and settings, and takes it back", async () => {
    const { seller, ids } = await publisher([TREND, ENGINE]);
    await sync(seller);
    const [engine] = await scripts(seller, "?search=swing");
    await seller.api.put(`/api/scripts/${engine.id}`, { default_duration: "30D", is_for_sale: true });
    await tradingView().unpublish(ids[1] ?? "");
    const run = await sync(seller);
    assert.deepEqual(counts(run), [0, 0, 1, 1]);
    assert.deepEqual(
      run.report.removed.map((script: Json) => [script.id, script.title]),
      [[engine.id, ENGINE.name]],
    );
    assert.deepEqual(await titles(seller), [TREND.name]);
    const [removed] = await scripts(seller, "?removed=true");
    assert.deepEqual([removed.id, removed.default_duration], [engine.id, "30D"]);
    assert.ok(removed.removed_at);
    assert.deepEqual(await titles(seller, "?removed=all"), [ENGINE.name, TREND.name].sort());

    // It comes back under the same id.
    await platform().query("UPDATE tradingview_scripts SET removed_at = 1 WHERE pine_id = ?", ids[0] ?? "");
    const back = await sync(seller);
    assert.deepEqual(back.report.changed[0].fields, ["removed_at"]);
    assert.deepEqual(await titles(seller), [TREND.name]);
  });

  test("says what it is at while it runs", async () => {
    const { seller } = await publisher([TREND]);
    await tradingView().fault({ path_prefix: "/pine-facade", latency_ms: 3_000 });
    const { body } = await seller.api.post("/api/sync");
    assert.ok(["queued", "running"].includes(body.status));
    const running = await waitFor("the run to begin", async () => {
      const [run] = (await seller.api.get("/api/sync")).body.data;
      return run.status === "running" ? run : undefined;
    });
    assert.equal(running.stage, "listing");
    assert.equal((await ended(seller, body.id)).status, "completed");
  });

  test("without a connection is refused", async () => {
    const seller = await createSeller(platform());
    const answer = await seller.api.post("/api/sync");
    assert.deepEqual([answer.status, answer.body.code], [409, "not_connected"]);
  });
});

describe("two syncs at once", () => {
  test("one runs, and whoever asks is shown it", async () => {
    const { seller } = await publisher([TREND]);
    await tradingView().fault({ path_prefix: "/pine_perm/list_scripts", latency_ms: 1_500 });
    const answers = await Promise.all([1, 2, 3, 4].map(() => seller.api.post("/api/sync")));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [202, 202, 202, 202],
    );
    assert.equal(new Set(answers.map(({ body }) => body.id)).size, 1);
    await ended(seller, answers[0]?.body.id);
    assert.equal((await seller.api.get("/api/sync")).body.data.length, 1);
  });

  test("a repeated request with the same key is the same run, also after its end", async () => {
    const { seller } = await publisher([TREND]);
    const headers = { "idempotency-key": `sync-${seller.user.id}` };
    const first = await seller.api.post("/api/sync", {}, { headers });
    await ended(seller, first.body.id);
    const again = await seller.api.post("/api/sync", {}, { headers });
    assert.equal(again.body.id, first.body.id);
  });

  test("a run whose worker died is taken up again, and one without a job is ended", async () => {
    const { seller } = await publisher([TREND]);
    const first = await sync(seller);
    // As a crash leaves it: running, claimed, the message lost.
    await platform().query(
      "UPDATE sync_runs SET status = 'running', finished_at = NULL, report = NULL WHERE id = ?",
      first.id,
    );
    const past = Date.now() - 3_600_000;
    await platform().query(
      `INSERT INTO jobs (id, topic, idempotency_key, user_id, payload, created_at, available_at, sent_at, claimed_until, attempts)
       VALUES (?1, 'sync', ?2, ?3, ?4, ?5, ?5, ?5, ?5, 1)`,
      `job_${first.id.slice(4)}`,
      `sync:${first.id}`,
      seller.user.id,
      JSON.stringify({ run_id: first.id }),
      past,
    );
    await platform().tick("pinewire-operations", "* * * * *");
    assert.equal((await ended(seller, first.id)).status, "completed");

    await platform().query(
      "UPDATE sync_runs SET status = 'queued', finished_at = NULL, created_at = created_at - 3600000 WHERE id = ?",
      first.id,
    );
    await platform().tick("pinewire-sync", "*/10 * * * *");
    const orphan = await ended(seller, first.id);
    assert.deepEqual([orphan.status, orphan.failure.code], ["failed", "stuck"]);
  });
});

describe("a list that is not complete", () => {
  for (const [name, fault] of [
    ["cut list of ids", { path_prefix: "/pine_perm/list_scripts", answer: "cut" }],
    ["cut list of scripts", { path_prefix: "/pine-facade", answer: "cut" }],
    ["failing server", { path_prefix: "/pine-facade", status: 503 }],
    ["refusal of too many requests", { path_prefix: "/pine_perm/list_scripts", status: 429 }],
  ] as const) {
    test(`a ${name} changes nothing and is tried again`, async () => {
      const { seller, ids } = await publisher([TREND, ENGINE]);
      await sync(seller);
      await tradingView().unpublish(ids[1] ?? "");
      await tradingView().fault(fault);
      const { body } = await seller.api.post("/api/sync");
      const postponed = await waitFor("the failure to be noted", async () => {
        const run = (await seller.api.get(`/api/sync/${body.id}`)).body;
        return run.failure === null && run.finished_at === null ? undefined : run;
      });
      assert.deepEqual([postponed.status, postponed.failure?.code !== undefined], ["running", true]);
      assert.deepEqual(await titles(seller), [ENGINE.name, TREND.name].sort());
      await hurry();
      assert.deepEqual(counts(await ended(seller, body.id)), [0, 0, 1, 1]);
    });
  }

  test("a list that lacks some of the scripts removes none of them", async () => {
    const { seller } = await publisher([TREND, ENGINE, TOOLS]);
    await sync(seller);
    for (const path_prefix of ["/pine_perm/list_scripts", "/pine-facade"]) {
      await tradingView().fault({ path_prefix, status: 200, body: [] });
    }
    const run = await sync(seller);
    assert.deepEqual([run.status, run.removed], ["completed", 0]);
    assert.equal(run.report.unlisted.length, 3);
    assert.deepEqual(await titles(seller), [TREND.name, ENGINE.name, TOOLS.name].sort());
  });

  test("that everything is gone has to be confirmed", async () => {
    const { seller, ids } = await publisher([TREND, ENGINE]);
    await sync(seller);
    for (const id of ids) await tradingView().unpublish(id);
    const run = await sync(seller);
    assert.deepEqual([run.status, run.failure.code], ["failed", "everything_removed"]);
    assert.equal((await titles(seller)).length, 2);
    const confirmed = await sync(seller, { accept_removal: true });
    assert.deepEqual([confirmed.status, confirmed.removed], ["completed", 2]);
    assert.deepEqual(await titles(seller), []);
  });

  test("dead cookies end the run, and the connection is known to be dead", async () => {
    const { seller } = await publisher([TREND]);
    await tradingView().expire(seller.account.sessionid);
    const run = await sync(seller);
    assert.deepEqual([run.status, run.failure.code], ["failed", "session_dead"]);
    assert.equal((await seller.api.get("/api/connect")).body.connection.status, "dead");
  });

  test("a script that is not fit to be stored is reported and the others are stored", async () => {
    const { seller, ids } = await publisher([TREND, ENGINE]);
    const nameless = { scriptIdPart: ids[1], scriptName: " ", scriptAccess: "invite_only", version: "1.0", extra: {} };
    const named = { ...nameless, scriptIdPart: ids[0], scriptName: "Trend" };
    await tradingView().fault({ path_prefix: "/pine-facade", status: 200, body: [named, nameless] });
    const run = await sync(seller);
    assert.deepEqual([run.status, run.added, run.invalid], ["completed", 1, 1]);
    assert.equal(run.report.invalid[0].pine_id, ids[1]);
    assert.equal(run.report.invalid[0].problems[0].field, "title");
  });
});

test("each connection is synced once a day by itself", async () => {
  const { seller } = await publisher([TREND]);
  const tick = () => platform().tick("pinewire-sync", "*/10 * * * *");
  await tick();
  const [run] = (await seller.api.get("/api/sync")).body.data;
  assert.equal(run.cause, "schedule");
  await ended(seller, run.id);
  await tick();
  assert.equal((await seller.api.get("/api/sync")).body.data.length, 1);
  await platform().query("UPDATE sync_runs SET created_at = created_at - 86400001 WHERE id = ?", run.id);
  await tick();
  assert.equal((await seller.api.get("/api/sync")).body.data.length, 2);
});

describe("the list of scripts", () => {
  test("is searched, filtered and read page by page", async () => {
    const { seller, ids } = await publisher([TREND, ENGINE, TOOLS]);
    await sync(seller);
    const [engine] = await scripts(seller, "?search=ENGINE");
    assert.equal(engine.title, ENGINE.name);
    assert.deepEqual(await titles(seller, `?search=${encodeURIComponent(ids[0] ?? "")}`), [TREND.name]);
    assert.deepEqual(await titles(seller, "?search=%25"), []);
    assert.deepEqual(await titles(seller, "?access=open"), [TOOLS.name]);
    assert.deepEqual(await titles(seller, "?kind=strategy"), [ENGINE.name]);
    await seller.api.put(`/api/scripts/${engine.id}`, { is_for_sale: true });
    assert.deepEqual(await titles(seller, "?for_sale=true"), [ENGINE.name]);
    assert.equal((await titles(seller, "?for_sale=false")).length, 2);
    for (const query of ["?access=secret", "?removed=maybe", "?for_sale=1", "?limit=x", "?cursor=x"]) {
      assert.equal((await seller.api.get(`/api/scripts${query}`)).status, 422, query);
    }
    const found: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const { body }: Json = await seller.api.get(`/api/scripts?limit=1&cursor=${cursor}`);
      found.push(...body.data.map((script: Json) => script.title));
      cursor = body.next_cursor;
    }
    assert.deepEqual(found.sort(), [TREND.name, ENGINE.name, TOOLS.name].sort());
  });

  test("shows nobody another seller's, and an API key needs its scope", async () => {
    const { seller } = await publisher([TREND]);
    await sync(seller);
    const [trend] = await scripts(seller);
    const other = await createSeller(platform());
    assert.deepEqual(await scripts(other), []);
    assert.equal((await other.api.get(`/api/scripts/${trend.id}`)).status, 404);
    assert.equal((await other.api.put(`/api/scripts/${trend.id}`, { is_for_sale: true })).status, 404);
    const key = async (scopes: string[]) => {
      const { body } = await seller.api.post("/api/account/api-keys", { name: "robot", scopes });
      return platform().api.as(body.key);
    };
    const reader = await key(["access:read"]);
    assert.equal((await reader.get(`/api/scripts/${trend.id}`)).body.id, trend.id);
    assert.equal((await reader.post("/api/sync")).body.code, "scope_missing");
    assert.equal((await (await key(["stats:read"])).get("/api/scripts")).body.code, "scope_missing");
  });
});

describe("a script's settings", () => {
  test("are changed one by one, cleared by null, and guarded by a version", async () => {
    const { seller } = await publisher([TREND]);
    await sync(seller);
    const [script] = await scripts(seller);
    const put = (input: Record<string, unknown>) => seller.api.put(`/api/scripts/${script.id}`, input);
    const set = await put({
      default_duration: "1m",
      price_reference: " SKU-1 ",
      is_for_sale: true,
      version: script.version,
    });
    assert.equal(set.status, 200, set.text);
    assert.deepEqual(
      [set.body.default_duration, set.body.price_reference, set.body.is_for_sale, set.body.version],
      ["1M", "SKU-1", true, script.version + 1],
    );
    const stale = await put({ is_for_sale: false, version: script.version });
    assert.deepEqual([stale.status, stale.body.code], [409, "conflict"]);
    const cleared = await put({ default_duration: null, version: set.body.version });
    assert.deepEqual(
      [cleared.body.default_duration, cleared.body.price_reference, cleared.body.is_for_sale],
      [null, "SKU-1", true],
    );
    assert.deepEqual(counts(await sync(seller)), [0, 0, 0, 1]);
    assert.equal((await scripts(seller))[0].price_reference, "SKU-1", "a sync does not touch them");
  });

  test("that make no sense are refused and change nothing", async () => {
    const { seller } = await publisher([TREND, TOOLS]);
    await sync(seller);
    const [trend] = await scripts(seller, "?search=trend");
    const [tools] = await scripts(seller, "?search=tools");
    for (const [id, input, field] of [
      [trend.id, { default_duration: "7" }, "default_duration"],
      [trend.id, { default_duration: "0D" }, "default_duration"],
      [trend.id, { price_reference: " " }, "price_reference"],
      [trend.id, { title: "mine" }, "title"],
      [tools.id, { is_for_sale: true }, "is_for_sale"],
    ] as const) {
      const { status, body, text } = await seller.api.put(`/api/scripts/${id}`, input);
      assert.deepEqual([status, body.errors?.[0].field], [422, field], text);
    }
    assert.equal((await seller.api.get(`/api/scripts/${trend.id}`)).body.version, trend.version);
  });
});
