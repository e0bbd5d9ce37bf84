// Reads the live stream of signals, by WebSocket and as server-sent events.

import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";

export interface News {
  type?: string;
  id?: string;
  event_id?: string;
}

const LIMIT_MS = 30_000;

/** What was received so far, and waiting for more. */
class Reader {
  readonly seen: News[] = [];
  #taken = 0;

  protected receive(news: News): void {
    this.seen.push(news);
  }

  /** The next news for which this holds; those before it are passed over. */
  async next(wanted: (news: News) => boolean): Promise<News> {
    const end = Date.now() + LIMIT_MS;
    for (;;) {
      while (this.#taken < this.seen.length) {
        const news = this.seen[this.#taken++] as News;
        if (wanted(news)) return news;
      }
      if (Date.now() > end) throw new Error(`waited in vain; received ${JSON.stringify(this.seen)}`);
      await sleep(20);
    }
  }
}

export class SseReader extends Reader {
  readonly #abort = new AbortController();

  static async open(url: string, headers: Record<string, string>): Promise<SseReader> {
    const reader = new SseReader();
    const response = await fetch(url, { headers, signal: reader.#abort.signal });
    if (!response.ok || !response.body) throw new Error(`${response.status} ${await response.text()}`);
    void reader.#read(response.body).catch(() => undefined);
    return reader;
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let text = "";
    for await (const chunk of body) {
      text += decoder.decode(chunk, { stream: true });
      const events = text.split("\n\n");
      text = events.pop() ?? "";
      for (const event of events) this.#receiveEvent(event);
    }
  }

  #receiveEvent(event: string): void {
    const field = (name: string) =>
      event
        .split("\n")
        .find((line) => line.startsWith(`${name}: `))
        ?.slice(name.length + 2);
    const data = field("data");
    if (data === undefined) return; // a comment, or the time to wait before reconnecting
    const news = JSON.parse(data) as News;
    const isSignal = ["created", "updated", "deleted"].includes(news.type ?? "");
    if (field("event") !== (isSignal ? "signal" : news.type)) throw new Error(`unexpected event: ${event}`);
    if (field("id") !== news.event_id) throw new Error(`ids differ: ${event}`);
    this.receive(news);
  }

  close(): void {
    this.#abort.abort();
  }
}

export class WebSocketReader extends Reader {
  readonly socket: WebSocket;

  private constructor(socket: WebSocket) {
    super();
    this.socket = socket;
    socket.on("message", (data) => {
      const text = data.toString();
      this.receive(text === "pong" ? { type: "pong" } : (JSON.parse(text) as News));
    });
  }

  static open(url: string, headers: Record<string, string>): Promise<WebSocketReader> {
    const socket = new WebSocket(url.replace(/^http/, "ws"), { headers });
    const reader = new WebSocketReader(socket);
    return new Promise((resolve, reject) => {
      socket.once("open", () => resolve(reader));
      socket.once("error", reject);
    });
  }

  close(): void {
    this.socket.close();
  }
}
