/**
 * Live news of the user's signals: one connection for the whole app, open while someone listens.
 *
 * A WebSocket where it can be had, server-sent events where not. Whoever reconnects names the last news that it saw and
 * gets those that it missed. Where that cannot be (the first connection, news that are too old), the listeners are told
 * to `resync`, that is, to read again.
 */
import { useEffect, useEffectEvent, useSyncExternalStore } from "react";
import { api } from "@/api/client";

export type LiveNews = { type: "created" | "updated" | "deleted"; id: string } | { type: "resync" };
export type LiveStatus = "connecting" | "live" | "offline";
type Listener = (news: LiveNews) => void;

const PATH = "/api/signals/stream";
const LONGEST_PAUSE_MS = 30_000;
/** Proxies close connections on which nothing happens. The server answers `ping` with `pong`. */
const PING_EVERY_MS = 45_000;

const listeners = new Set<Listener>();
const statusListeners = new Set<() => void>();
let status: LiveStatus = "connecting";
let close: (() => void) | null = null;
let retry: ReturnType<typeof setTimeout> | undefined;
let failures = 0;
let webSocketsFail = false;
/** The last news that came, over whichever connection. */
let lastEventId: string | null = null;

function setStatus(next: LiveStatus): void {
  status = next;
  for (const listener of statusListeners) listener();
}

function tell(news: LiveNews): void {
  for (const listener of listeners) listener(news);
}

type ServerMessage = (LiveNews | { type: "ready" }) & { event_id: string };

function read(text: unknown): void {
  if (typeof text !== "string" || !text.startsWith("{")) return;
  const message = JSON.parse(text) as ServerMessage;
  const isFirst = lastEventId === null;
  lastEventId = message.event_id;
  switch (message.type) {
    case "ready":
      // What came between reading the list and this first connection is unknown.
      if (isFirst) tell({ type: "resync" });
      break;
    case "created":
    case "updated":
    case "deleted":
      tell({ type: message.type, id: message.id });
      break;
    case "resync":
      tell({ type: "resync" });
      break;
  }
}

function onOpen(): void {
  failures = 0;
  setStatus("live");
}

async function onLost(): Promise<void> {
  close?.();
  close = null;
  if (listeners.size === 0) return;
  setStatus("offline");
  failures += 1;
  const pause = Math.min(LONGEST_PAUSE_MS, 500 * 2 ** failures) * (0.5 + Math.random() / 2);
  clearTimeout(retry);
  retry = setTimeout(async () => {
    // The stream cannot refresh an expired session itself; any call of the client does.
    await api.GET("/api/auth/user").catch(() => undefined);
    if (listeners.size > 0 && close === null) connect();
  }, pause);
}

function connectWebSocket(): () => void {
  const url = new URL(PATH, location.href.replace(/^http/, "ws"));
  if (lastEventId !== null) url.searchParams.set("last_event_id", lastEventId);
  const socket = new WebSocket(url);
  let opened = false;
  let abandoned = false;
  let pings: ReturnType<typeof setInterval> | undefined;
  socket.onopen = () => {
    opened = true;
    pings = setInterval(() => socket.send("ping"), PING_EVERY_MS);
    onOpen();
  };
  socket.onmessage = (event: MessageEvent<unknown>) => read(event.data);
  socket.onclose = () => {
    clearInterval(pings);
    if (abandoned) return;
    webSocketsFail = !opened;
    void onLost();
  };
  return () => {
    abandoned = true;
    clearInterval(pings);
    socket.close();
  };
}

function connectEventSource(): () => void {
  const source = new EventSource(PATH);
  source.onopen = onOpen;
  for (const kind of ["signal", "ready", "resync"]) source.addEventListener(kind, (event) => read(event.data));
  source.onerror = () => {
    // While it reconnects by itself it is not lost; closed means that the server refused.
    if (source.readyState === EventSource.CLOSED) void onLost();
    else setStatus("offline");
  };
  return () => source.close();
}

function connect(): void {
  clearTimeout(retry);
  if (status !== "offline") setStatus("connecting");
  close = webSocketsFail ? connectEventSource() : connectWebSocket();
}

/** Calls `listener` with every piece of news until the returned function is called. */
export function listen(listener: Listener): () => void {
  listeners.add(listener);
  if (close === null && listeners.size === 1) connect();
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearTimeout(retry);
    close?.();
    close = null;
    failures = 0;
    lastEventId = null;
    setStatus("connecting");
  };
}

/** Listens while the component is mounted. */
export function useLiveNews(onNews: Listener): void {
  const handle = useEffectEvent(onNews);
  useEffect(() => listen((news) => handle(news)), []);
}

export function useLiveStatus(): LiveStatus {
  return useSyncExternalStore(
    (listener) => {
      statusListeners.add(listener);
      return () => statusListeners.delete(listener);
    },
    () => status,
  );
}
