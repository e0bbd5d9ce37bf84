/**
 * The browser's side of a session. Access lives in cookies that scripts cannot read; this module adds the CSRF header
 * to requests that change something, and when access has expired it refreshes the session and sends the request again.
 *
 * Refresh tokens are single-use, so however many requests find their access expired at once, in however many tabs,
 * only one refresh may run.
 */

const REFRESHED_AT = "pinewire.refreshed-at";
const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);
/** Calls that start or end a session: a 401 of theirs is an answer, not an expired access. */
const SESSION_CALLS = ["/api/auth/login", "/api/auth/signup", "/api/auth/refresh", "/api/auth/logout"];

/** `ended`: the server refused the refresh token, so only signing in again helps. A response: it could not say. */
export type RefreshOutcome = "refreshed" | "ended" | Response;

export interface SessionParts {
  send: (request: Request) => Promise<Response>;
  csrfToken: () => string | null;
  /** Refreshes the session, unless that has been done after `since` (epoch milliseconds) by another tab. */
  refresh: (since: number) => Promise<RefreshOutcome>;
  onEnded: () => void;
}

export function createSessionFetch(parts: SessionParts): (request: Request) => Promise<Response> {
  let refreshing: Promise<RefreshOutcome> | null = null;

  const sendWithCsrf = (request: Request): Promise<Response> => {
    const token = SAFE_METHODS.has(request.method) ? null : parts.csrfToken();
    if (token !== null) request.headers.set("x-csrf-token", token);
    return parts.send(request);
  };

  return async (request) => {
    const sentAt = Date.now();
    const again = request.clone();
    const response = await sendWithCsrf(request);
    if (response.status !== 401 || !(await isExpiredAccess(request, response))) return response;

    refreshing ??= parts.refresh(sentAt).finally(() => {
      refreshing = null;
    });
    const outcome = await refreshing;
    if (outcome === "refreshed") return sendWithCsrf(again);
    if (outcome === "ended") {
      parts.onEnded();
      return response;
    }
    return outcome.clone();
  };
}

async function isExpiredAccess(request: Request, response: Response): Promise<boolean> {
  const { pathname } = new URL(request.url, location.origin);
  if (SESSION_CALLS.includes(pathname)) return false;
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  const code = typeof body === "object" && body !== null && "code" in body ? body.code : null;
  // A wrong password in a form that asks for it again is a 401 too.
  return code !== "invalid_credentials";
}

/** The CSRF token that the server put into a readable cookie at sign-in, or null when nobody is signed in. */
export function csrfToken(): string | null {
  const cookie = document.cookie.split("; ").find((pair) => pair.startsWith("__Host-csrf="));
  return cookie === undefined ? null : decodeURIComponent(cookie.slice("__Host-csrf=".length));
}

async function refreshUnderLock(since: number): Promise<RefreshOutcome> {
  return navigator.locks.request("pinewire.refresh", async () => {
    if (Number(localStorage.getItem(REFRESHED_AT) ?? 0) > since) return "refreshed";
    const headers = new Headers({ "content-type": "application/json" });
    const token = csrfToken();
    if (token !== null) headers.set("x-csrf-token", token);
    const response = await fetch("/api/auth/refresh", { method: "POST", headers, body: "{}" });
    if (response.ok) {
      localStorage.setItem(REFRESHED_AT, String(Date.now()));
      return "refreshed";
    }
    return response.status === 401 || response.status === 403 ? "ended" : response;
  });
}

const endedListeners = new Set<() => void>();

/** Calls `listener` whenever the server says that the session is over. Returns how to stop listening. */
export function onSessionEnded(listener: () => void): () => void {
  endedListeners.add(listener);
  return () => endedListeners.delete(listener);
}

export const sessionFetch = createSessionFetch({
  send: (request) => fetch(request),
  csrfToken,
  refresh: refreshUnderLock,
  onEnded: () => {
    for (const listener of endedListeners) listener();
  },
});
