// Speaks to the platform as a program does: JSON over HTTP with a Bearer token.

export interface Answer<Body = Record<string, unknown>> {
  status: number;
  headers: Headers;
  /** Decoded when the answer is JSON, else undefined. */
  body: Body;
  text: string;
}

export interface RequestOptions {
  headers?: Record<string, string>;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is. */
  body?: string | Uint8Array<ArrayBuffer>;
}

// Test code reads answers of many shapes; what it expects of one, its assertions say.
// biome-ignore lint/suspicious/noExplicitAny: see above
type Json = any;

export class Client {
  readonly url: string;
  readonly #headers: Record<string, string>;

  constructor(url: string, headers: Record<string, string> = {}) {
    this.url = url;
    this.#headers = headers;
  }

  /** The same client with a Bearer token: an access token, an API key. */
  as(token: string): Client {
    return this.with({ authorization: `Bearer ${token}` });
  }

  /** The same client with further headers. */
  with(headers: Record<string, string>): Client {
    return new Client(this.url, { ...this.#headers, ...headers });
  }

  get(path: string, options?: RequestOptions): Promise<Answer<Json>> {
    return this.request("GET", path, options);
  }

  post(path: string, json?: unknown, options?: RequestOptions): Promise<Answer<Json>> {
    return this.request("POST", path, { json, ...options });
  }

  put(path: string, json?: unknown, options?: RequestOptions): Promise<Answer<Json>> {
    return this.request("PUT", path, { json, ...options });
  }

  delete(path: string, json?: unknown, options?: RequestOptions): Promise<Answer<Json>> {
    return this.request("DELETE", path, { json, ...options });
  }

  async request(method: string, path: string, options: RequestOptions = {}): Promise<Answer<Json>> {
    const headers: Record<string, string> = { ...this.#headers, ...options.headers };
    let body: string | Uint8Array<ArrayBuffer> | undefined = options.body;
    if (options.json !== undefined) {
      headers["content-type"] ??= "application/json";
      body = JSON.stringify(options.json);
    }
    const response = await fetch(new URL(path, this.url), { method, headers, body, redirect: "manual" });
    const text = await response.text();
    const isJson = /[/+]json\b/.test(response.headers.get("content-type") ?? "");
    return {
      status: response.status,
      headers: response.headers,
      body: isJson && text ? JSON.parse(text) : undefined,
      text,
    };
  }
}
