// A seller's own system: receives outgoing events on this machine, and answers as a test wants.

import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { waitFor } from "./wait.ts";

export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** What a path answers; `undefined`: nothing at all. */
export interface Reply {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

export class Receiver {
  readonly origin: string;
  readonly #received: Received[] = [];
  readonly #replies = new Map<string, (count: number) => Reply | undefined>();
  readonly #server;

  private constructor(server: ReturnType<typeof createServer>) {
    this.#server = server;
    this.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on("request", (request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const path = request.url ?? "";
        this.#received.push({ path, headers: request.headers, body: Buffer.concat(chunks).toString() });
        const answer = this.#replies.get(path) ?? ((): Reply => ({ status: 204 }));
        const reply = answer(this.at(path).length);
        if (!reply) return request.socket.destroy();
        response.writeHead(reply.status, reply.headers).end(reply.body);
      });
    });
  }

  static async start(): Promise<Receiver> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new Receiver(server);
  }

  /** Decides what a path answers; `count` is the number of the request there, from 1. */
  answer(path: string, reply: (count: number) => Reply | undefined): void {
    this.#replies.set(path, reply);
  }

  /** What has come for a path. */
  at(path: string): Received[] {
    return this.#received.filter((received) => received.path === path);
  }

  /** Waits until so many requests have come for a path. */
  async wait(path: string, count = 1): Promise<Received[]> {
    return waitFor(`${count} requests for ${path}`, () => this.at(path).length >= count && this.at(path));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
