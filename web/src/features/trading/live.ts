/**
 * Live news of one account, over a WebSocket that is kept open. News only say that something happened: what is shown is
 * read again. The database is written after the news are sent, so that it is read at once and once more a little later.
 */
import { useEffect, useEffectEvent, useState } from "react";
import { api } from "@/api/client";

export type LiveStatus = "connecting" | "live" | "offline";

const LONGEST_PAUSE_MS = 30_000;
/** Proxies close connections on which nothing happens. The server answers `ping` with `pong`. */
const PING_EVERY_MS = 45_000;
/** News come in bursts: one reading for each, and one when the database has surely caught up. */
const READ_AFTER_MS = [250, 2_000] as const;

interface Handlers {
  onStatus: (status: LiveStatus) => void;
  onNews: () => void;
}

/** Listens until the returned function is called. */
export function listenToAccount(account: string, { onStatus, onNews }: Handlers): () => void {
  let socket: WebSocket | null = null;
  let ended = false;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pings: ReturnType<typeof setInterval> | undefined;
  const readings = new Set<ReturnType<typeof setTimeout>>();

  const readSoon = () => {
    for (const reading of readings) clearTimeout(reading);
    readings.clear();
    for (const ms of READ_AFTER_MS) readings.add(setTimeout(onNews, ms));
  };
  const connect = () => {
    const url = new URL("/api/orders/stream", location.href.replace(/^http/, "ws"));
    url.searchParams.set("account_id", account);
    socket = new WebSocket(url);
    socket.onopen = () => {
      failures = 0;
      pings = setInterval(() => socket?.send("ping"), PING_EVERY_MS);
      onStatus("live");
    };
    // The first message, `ready`, counts too: what happened before is not sent again.
    socket.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (data !== "pong") readSoon();
    };
    socket.onclose = () => {
      clearInterval(pings);
      if (ended) return;
      onStatus("offline");
      failures += 1;
      const pause = Math.min(LONGEST_PAUSE_MS, 500 * 2 ** failures) * (0.5 + Math.random() / 2);
      timer = setTimeout(async () => {
        // The stream cannot refresh an expired session itself; any call of the client does.
        await api.GET("/api/auth/user").catch(() => undefined);
        if (!ended) connect();
      }, pause);
    };
  };
  connect();
  return () => {
    ended = true;
    clearTimeout(timer);
    clearInterval(pings);
    for (const reading of readings) clearTimeout(reading);
    socket?.close();
  };
}

/** Calls `onNews` whenever something happened in the account; tells whether news come. */
export function useAccountNews(account: string, onNews: () => void): LiveStatus {
  const [status, setStatus] = useState<LiveStatus>("connecting");
  const handle = useEffectEvent(onNews);
  useEffect(() => {
    setStatus("connecting");
    return listenToAccount(account, { onStatus: setStatus, onNews: () => handle() });
  }, [account]);
  return status;
}
