import assert from "node:assert/strict";
import { createHmac, hkdfSync } from "node:crypto";
import { test } from "node:test";
import { usePlatform } from "../support/platform.ts";
import { newId, storeSignals } from "../support/signals.ts";
import { signUp, type TestUser } from "../support/users.ts";

const platform = usePlatform();

const PNG = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex");

async function signalWithPicture(user: TestUser): Promise<string> {
  const key = `${user.id}/${newId("x")}.png`;
  const bucket = await platform().platform.miniflare.getR2Bucket("SCREENSHOTS", "pinewire-signals");
  await bucket.put(key, PNG, { httpMetadata: { contentType: "image/png" } });
  const [id = ""] = await storeSignals(platform(), user, [{ screenshot_status: "completed", screenshot_key: key }]);
  return id;
}

async function fetchBytes(url: string | URL, headers: Record<string, string> = {}) {
  const response = await fetch(url, { headers });
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
}

test("a signed link shows the picture to whoever has it, and is cached by its tag", async () => {
  const user = await signUp(platform());
  const id = await signalWithPicture(user);
  const { body } = await user.api.get(`/api/signals/${id}`);
  const url = new URL(body.screenshot_url);
  assert.equal(url.origin, platform().url);
  const expires = Number(url.searchParams.get("expires"));
  assert.ok(Math.abs(expires - Date.now() / 1000 - 15 * 60) < 120, "fifteen minutes");

  const picture = await fetchBytes(url);
  assert.equal(picture.status, 200);
  assert.ok(picture.bytes.equals(PNG));
  assert.equal(picture.headers.get("content-type"), "image/png");
  assert.match(picture.headers.get("cache-control") ?? "", /^private/);
  assert.equal(picture.headers.get("x-content-type-options"), "nosniff");
  const etag = picture.headers.get("etag") ?? "";
  assert.match(etag, /^"/);
  const unchanged = await fetchBytes(url, { "if-none-match": etag });
  assert.deepEqual([unchanged.status, unchanged.bytes.length, unchanged.headers.get("etag")], [304, 0, etag]);
});

test("a link that was changed, or belongs to another signal, opens nothing", async () => {
  const user = await signUp(platform());
  const [id, otherId] = [await signalWithPicture(user), await signalWithPicture(user)];
  const { body } = await user.api.get(`/api/signals/${id}`);
  const change = (edit: (url: URL) => void) => {
    const url = new URL(body.screenshot_url);
    edit(url);
    return url;
  };
  const signature = new URL(body.screenshot_url).searchParams.get("signature") ?? "";
  const changed = [
    change((url) => url.searchParams.set("expires", String(Number(url.searchParams.get("expires")) + 1))),
    change((url) => url.searchParams.delete("expires")),
    change((url) => url.searchParams.set("signature", `${signature.slice(0, -2)}AA`)),
    change((url) => url.searchParams.set("signature", "k1.AAAA")),
    change((url) => (url.pathname = url.pathname.replace(id, otherId))),
    change((url) => (url.pathname = url.pathname.replace(id, newId("sig")))),
  ];
  for (const url of changed) {
    const answer = await fetchBytes(url);
    assert.equal(answer.status, 403, url.href);
    assert.equal(JSON.parse(answer.bytes.toString()).code, "link_invalid");
  }
});

/** A link as the platform signs it. */
function sign(user: TestUser, id: string, expires: number): string {
  const [keyId = "", secret = ""] = (platform().secrets.MASTER_KEYS ?? "").split(":");
  const key = Buffer.from(hkdfSync("sha256", Buffer.from(secret, "base64"), "", "pinewire/v1/signed-url", 32));
  const signature = createHmac("sha256", key).update(`v1\n${user.id}\n${id}\n${expires}`).digest("base64url");
  return `${platform().url}/api/signals/${id}/screenshot.png?expires=${expires}&signature=${keyId}.${signature}`;
}

test("a link is good until it expires, and for its owner's signal only", async () => {
  const [user, stranger] = [await signUp(platform()), await signUp(platform())];
  const id = await signalWithPicture(user);
  const now = Math.floor(Date.now() / 1000);
  assert.equal((await fetchBytes(sign(user, id, now + 300))).status, 200);
  const expired = await fetchBytes(sign(user, id, now - 1));
  assert.deepEqual([expired.status, JSON.parse(expired.bytes.toString()).code], [403, "link_expired"]);
  const foreign = await fetchBytes(sign(stranger, id, now + 300));
  assert.deepEqual([foreign.status, JSON.parse(foreign.bytes.toString()).code], [403, "link_invalid"]);
});

test("without a link the owner's session is asked for", async () => {
  const user = await signUp(platform());
  const id = await signalWithPicture(user);
  const path = `/api/signals/${id}/screenshot.png`;
  assert.equal((await user.api.get(path)).status, 200);
  assert.equal((await platform().api.get(path)).status, 401);
  assert.equal((await (await signUp(platform())).api.get(path)).status, 404);

  const [without = ""] = await storeSignals(platform(), user, [{ screenshot_status: "failed" }]);
  assert.equal((await user.api.get(`/api/signals/${without}/screenshot.png`)).status, 404);
  const { body } = await user.api.get(`/api/signals/${without}`);
  assert.equal(body.screenshot_url, null);

  await user.api.delete(`/api/signals/${id}`);
  assert.equal((await user.api.get(path)).status, 404, "a deleted signal shows nothing");
});

test("a screenshot is taken again by one new job, and only when none is on its way", async () => {
  const user = await signUp(platform());
  const states = ["none", "completed", "failed", "pending", "processing"];
  const ids = await storeSignals(
    platform(),
    user,
    states.map((screenshot_status) => ({ screenshot_status })),
  );
  const [none = "", completed = "", failed = "", pending = "", processing = ""] = ids;
  const replays = (id: string) =>
    platform().query("SELECT detail FROM signal_events WHERE signal_id = ? AND kind = 'screenshot_replayed'", id);

  const answers = await Promise.all([1, 2, 3].map(() => user.api.post(`/api/signals/${none}/screenshot`)));
  assert.deepEqual(
    answers.map((answer) => answer.status),
    [202, 202, 202],
  );
  assert.equal((await replays(none)).length, 1);

  const stranger = await signUp(platform());
  const [foreign = ""] = await storeSignals(platform(), stranger, [{}]);
  const wanted = [completed, failed, failed, pending, processing, foreign, newId("sig")];
  const many = await user.api.post("/api/signals/screenshots", { ids: wanted });
  assert.equal(many.status, 202, many.text);
  assert.deepEqual(many.body, { queued: 2, skipped: 4 });
  for (const id of [completed, failed]) assert.equal((await replays(id)).length, 1);
  for (const id of [pending, processing, foreign]) assert.equal((await replays(id)).length, 0);

  for (const ids of [[], Array.from({ length: 101 }, () => newId("sig")), ["x"]]) {
    assert.equal((await user.api.post("/api/signals/screenshots", { ids })).status, 422);
  }
});
