/**
 * Live news of the user's signals: one connection for the whole app, open while someone listens.
 *
 * A WebSocket where it can be had, server-sent events where not. News that were missed while the connection was down
 * are not replayed one by one: after every (re)connect the listeners are told to `resync`, that is, to read again.
 */
import { useEffect, useEffectEvent, useSyncExternalStore } from "react";
import { api } from "@/api/client";

export type LiveNews = { type: "created" | "updated" | "deleted"; id: string } | { type: "resync" };
export type LiveStatus = "connecting" | "live" | "offline";
type Listener = (news: LiveNews) => void;

const PATH = "/api/signals/stream";
const LONGEST_PAUSE_MS = 30_000;

const listeners = new Set<Listener>();
const statusListeners = new Set<() => void>();
let status: LiveStatus = "connecting";
let close: (() => void) | null = null;
let retry: ReturnType<typeof setTimeout> | undefined;
let failures = 0;
let webSocketsFail = false;

function setStatus(next: LiveStatus): void {
  status = next;
  for (const listener of statusListeners) listener();
}

function tell(news: LiveNews): void {
  for (const listener of listeners) listener(news);
}

function read(text: unknown): void {
  if (typeof text !== "string" || !text.startsWith("{")) return;
  const news = JSON.parse(text) as LiveNews;
  if (news.type === "created" || news.type === "updated" || news.type === "deleted") tell(news);
}

function onOpen(): void {
  failures = 0;
  setStatus("live");
  tell({ type: "resync" });
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
  const socket = new WebSocket(new URL(PATH, location.href.replace(/^http/, "ws")));
  let opened = false;
  let abandoned = false;
  socket.onopen = () => {
    opened = true;
    onOpen();
  };
  socket.onmessage = (event: MessageEvent<unknown>) => read(event.data);
  socket.onclose = () => {
    if (abandoned) return;
    webSocketsFail = !opened;
    void onLost();
  };
  return () => {
    abandoned = true;
    socket.close();
  };
}

function connectEventSource(): () => void {
  const source = new EventSource(PATH);
  source.onopen = onOpen;
  source.addEventListener("signal", (event) => read(event.data));
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
