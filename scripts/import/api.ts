// The platform's API as the import uses it: signed in as an admin, patient with what passes.

import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../setup/errors.mjs";

const TRIES = 6;

export interface Credentials {
  email: string;
  password: string;
}

// biome-ignore lint/suspicious/noExplicitAny: each caller knows what it asked for
type Json = any;

export class Api {
  readonly #url: string;
  readonly #credentials: Credentials;
  #token = "";

  constructor(url: string, credentials: Credentials) {
    this.#url = url.replace(/\/+$/, "");
    this.#credentials = { email: credentials.email, password: credentials.password };
  }

  get = (path: string): Promise<Json> => this.#call("GET", path);
  post = (path: string, json: unknown = {}): Promise<Json> => this.#call("POST", path, json);

  async #call(method: string, path: string, json?: unknown): Promise<Json> {
    for (let tried = 1; ; tried += 1) {
      if (!this.#token) await this.#signIn();
      const answer = await this.#send(method, path, json).catch((error: Error) => error);
      if (!(answer instanceof Error)) {
        if (answer.ok) return answer.json();
        const problem = (await answer.json().catch(() => ({}))) as Json;
        const passes = answer.status >= 500 || answer.status === 429;
        if (answer.status === 401 && tried === 1) this.#token = "";
        else if (!passes || tried >= TRIES) {
          const detail = problem.detail ?? answer.statusText;
          throw new UserError(`${method} ${path} was answered with ${answer.status}: ${detail}`);
        }
      } else if (tried >= TRIES) {
        throw new UserError(`${this.#url} can't be reached: ${answer.message}`, { cause: answer });
      }
      await sleep(Math.min(250 * 2 ** tried, 10_000));
    }
  }

  #send(method: string, path: string, json?: unknown, token = this.#token): Promise<Response> {
    return fetch(`${this.#url}${path}`, {
      method,
      headers: { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: json === undefined ? undefined : JSON.stringify(json),
      redirect: "error",
    });
  }

  async #signIn(): Promise<void> {
    const answer = await this.#send("POST", "/api/auth/login", { ...this.#credentials, transport: "bearer" }, "").catch(
      (error: Error) => {
        throw new UserError(`${this.#url} can't be reached: ${error.message}`, { cause: error });
      },
    );
    const body = (await answer.json().catch(() => ({}))) as Json;
    if (!answer.ok)
      throw new UserError(`${this.#credentials.email} could not sign in: ${body.detail ?? answer.status}`);
    if (body.user.role !== "admin") throw new UserError(`${this.#credentials.email} is no admin.`);
    this.#token = body.access_token;
  }
}
