/**
 * Keys for requests that must not be done twice. As long as the same thing is asked for, the key is the same: after an
 * answer that was lost, sending again does nothing more. When it is done, or something else is asked for, the next key is
 * new.
 */
export class RequestKeys {
  #content: string | undefined;
  #key = "";

  /** The `Idempotency-Key` for asking for this. */
  keyFor(body: unknown): string {
    const content = JSON.stringify(body);
    if (content !== this.#content) {
      this.#content = content;
      this.#key = crypto.randomUUID();
    }
    return this.#key;
  }

  /** It is done: the same body would now be another wish. */
  done(): void {
    this.#content = undefined;
  }
}
