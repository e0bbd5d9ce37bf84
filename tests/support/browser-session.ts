// A browser's side of a session: keeps cookies, and can say which page a request comes from.

import type { Answer, Client, RequestOptions } from "./client.ts";

export class BrowserSession {
  readonly cookies = new Map<string, string>();
  readonly #api: Client;

  constructor(api: Client) {
    this.#api = api;
  }

  /** What a page would send as `X-CSRF-Token`. */
  get csrfToken(): string {
    return this.cookies.get("__Host-csrf") ?? "";
  }

  /** A request with the cookies; with the CSRF token too unless `headers` say otherwise. */
  async request(method: string, path: string, options: RequestOptions = {}): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { cookie, "x-csrf-token": this.csrfToken, ...options.headers };
    const answer = await this.#api.request(method, path, { ...options, headers });
    for (const line of answer.headers.getSetCookie()) this.#keep(line);
    return answer;
  }

  #keep(line: string): void {
    const [pair = "", ...attributes] = line.split("; ");
    const at = pair.indexOf("=");
    const name = pair.slice(0, at);
    if (attributes.includes("Max-Age=0")) this.cookies.delete(name);
    else this.cookies.set(name, pair.slice(at + 1));
  }
}
