import { describe, expect, it, vi } from "vitest";
import { createSessionFetch, type RefreshOutcome, type SessionParts } from "./session";

const problem = (status: number, code: string) =>
  new Response(JSON.stringify({ status, code }), { status, headers: { "content-type": "application/problem+json" } });
const url = (path: string) => new URL(path, location.origin);

/** A server whose access has expired until `refresh` ran. */
function expiredServer(outcome: () => RefreshOutcome | Promise<RefreshOutcome> = () => "refreshed") {
  const state = { valid: false };
  const bodies: string[] = [];
  const parts = {
    send: vi.fn(async (request: Request) => {
      bodies.push(await request.text());
      return state.valid ? new Response("{}") : problem(401, "token_expired");
    }),
    csrfToken: vi.fn<() => string | null>(() => "csrf-1"),
    refresh: vi.fn(async (_since: number) => {
      const result = await outcome();
      state.valid = result === "refreshed";
      return result;
    }),
    onEnded: vi.fn(),
  } satisfies SessionParts;
  return { parts, bodies, fetch: createSessionFetch(parts) };
}

describe("session fetch", () => {
  it("refreshes once for many requests that expire together, and repeats each", async () => {
    const server = expiredServer(async (): Promise<RefreshOutcome> => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return "refreshed";
    });
    const answers = await Promise.all([1, 2, 3, 4].map((n) => server.fetch(new Request(url(`/api/signals?n=${n}`)))));
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200, 200]);
    expect(server.parts.refresh).toHaveBeenCalledTimes(1);
    expect(server.parts.send).toHaveBeenCalledTimes(8);
  });

  it("sends the same body again after the refresh", async () => {
    const server = expiredServer();
    await server.fetch(new Request(url("/api/signals/sig_1"), { method: "PUT", body: '{"result":"win"}' }));
    expect(server.bodies).toEqual(['{"result":"win"}', '{"result":"win"}']);
  });

  it("gives up when the refresh is refused, and says that the session ended", async () => {
    const server = expiredServer(() => "ended");
    const answer = await server.fetch(new Request(url("/api/config")));
    expect(answer.status).toBe(401);
    expect(server.parts.onEnded).toHaveBeenCalledTimes(1);
    expect(server.parts.send).toHaveBeenCalledTimes(1);
  });

  it("keeps the session when the refresh could not be decided, and passes that answer on to everyone", async () => {
    const server = expiredServer(() => problem(503, "unavailable"));
    const answers = await Promise.all([1, 2].map(() => server.fetch(new Request(url("/api/config")))));
    expect(await Promise.all(answers.map((answer) => answer.json()))).toEqual([
      { status: 503, code: "unavailable" },
      { status: 503, code: "unavailable" },
    ]);
    expect(server.parts.onEnded).not.toHaveBeenCalled();
  });

  it("does not take a wrong password for an expired session", async () => {
    const server = expiredServer();
    server.parts.send.mockImplementation(async () => problem(401, "invalid_credentials"));
    await server.fetch(new Request(url("/api/auth/password"), { method: "PUT", body: "{}" }));
    await server.fetch(new Request(url("/api/auth/login"), { method: "POST", body: "{}" }));
    expect(server.parts.refresh).not.toHaveBeenCalled();
  });

  it("adds the CSRF header to changes only, with the token of the moment", async () => {
    const server = expiredServer();
    server.parts.csrfToken.mockReturnValueOnce("before").mockReturnValueOnce("after");
    await server.fetch(new Request(url("/api/config"), { method: "PUT", body: "{}" }));
    await server.fetch(new Request(url("/api/config")));
    const tokens = server.parts.send.mock.calls.map(([request]) => request.headers.get("x-csrf-token"));
    expect(tokens).toEqual(["before", "after", null]);
  });
});
