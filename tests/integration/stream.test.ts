import assert from "node:assert/strict";
import { test } from "node:test";
import { usePlatform } from "../support/platform.ts";
import { SseReader, WebSocketReader } from "../support/streams.ts";
import { signUp, type TestUser } from "../support/users.ts";

const platform = usePlatform();

const watchBySse = (user: TestUser, lastEventId?: string) =>
  SseReader.open(`${platform().url}/api/signals/stream`, {
    authorization: `Bearer ${user.accessToken}`,
    ...(lastEventId && { "last-event-id": lastEventId }),
  });

const watchByWebSocket = (user: TestUser, query = "") =>
  WebSocketReader.open(`${platform().url}/api/signals/stream${query}`, { authorization: `Bearer ${user.accessToken}` });

let alerts = 0;
async function alert(user: TestUser): Promise<string> {
  alerts += 1;
  const { status, body, text } = await user.alert({ ticker: "BTCUSDT", action: "buy", id: `alert-${alerts}` });
  assert.equal(status, 200, text);
  return String(body.signal_id);
}

/** The news about one signal, without what its screenshot makes. */
const about = (id: string, type: string) => (news: { type?: string; id?: string }) =>
  news.id === id && news.type === type;

test("WebSocket and server-sent events tell of every change, and only to the owner", async () => {
  const [user, stranger] = [await signUp(platform()), await signUp(platform())];
  const watchers = [await watchByWebSocket(user), await watchBySse(user)];
  const outsider = await watchBySse(stranger);
  for (const watcher of [...watchers, outsider]) await watcher.next((news) => news.type === "ready");

  const id = await alert(user);
  for (const watcher of watchers) await watcher.next(about(id, "created"));
  await user.api.put(`/api/signals/${id}`, { result: "win" });
  for (const watcher of watchers) await watcher.next(about(id, "updated"));
  await user.api.delete(`/api/signals/${id}`);
  for (const watcher of watchers) await watcher.next(about(id, "deleted"));
  await user.api.post(`/api/signals/${id}/restore`);
  for (const watcher of watchers) await watcher.next(about(id, "created"));

  const own = await alert(stranger);
  await outsider.next(about(own, "created"));
  assert.ok(outsider.seen.every((news) => news.id === undefined || news.id === own));
  for (const watcher of [...watchers, outsider]) watcher.close();
});

test("who comes back gets what was missed, in order and once", async () => {
  const user = await signUp(platform());
  const first = await watchBySse(user);
  await first.next((news) => news.type === "ready");
  const known = await alert(user);
  const { event_id } = await first.next(about(known, "created"));
  assert.ok(event_id);
  first.close();

  const missed = [await alert(user), await alert(user)];
  for (const again of [await watchBySse(user, event_id), await watchByWebSocket(user, `?last_event_id=${event_id}`)]) {
    await again.next((news) => news.type === "ready");
    const created = again.seen.filter((news) => news.type === "created").map((news) => news.id);
    assert.deepEqual(created, missed);
    again.close();
  }
});

test("who was away too long, or asks for nonsense, is told to read again", async () => {
  const user = await signUp(platform());
  for (const id of ["1-1", "nonsense", "999999999999999-99"]) {
    const watcher = await watchBySse(user, id);
    await watcher.next((news) => news.type === "resync");
    watcher.close();
  }
});

test("while somebody watches, publishers are told so ahead of time", async () => {
  const user = await signUp(platform());
  const liveUntil = async () =>
    (
      await platform().query<{ live_until: number }>("SELECT live_until FROM signal_configs WHERE user_id = ?", user.id)
    )[0]?.live_until ?? 0;
  assert.equal(await liveUntil(), 0);
  const watcher = await watchByWebSocket(user);
  await watcher.next((news) => news.type === "ready");
  assert.ok((await liveUntil()) > Date.now() + 60_000);
  watcher.socket.send("ping");
  await watcher.next((news) => news.type === "pong");
  watcher.close();
});

test("a page of another origin can't listen with the user's cookie", async () => {
  const { api } = platform();
  const email = `cookie-${Date.now()}@example.com`;
  const signup = await api.post("/api/auth/signup", { email, password: "correct horse battery", transport: "cookie" });
  assert.equal(signup.status, 201, signup.text);
  const cookie = signup.headers
    .getSetCookie()
    .map((set) => set.split(";")[0])
    .join("; ");
  const open = (origin: string) => WebSocketReader.open(`${platform().url}/api/signals/stream`, { cookie, origin });
  await assert.rejects(open("https://evil.example"), /403/);
  await assert.rejects(open("http://tradingview.localhost:8787"), /403/);
  const own = await open(platform().url);
  await own.next((news) => news.type === "ready");
  own.close();
});
