/**
 * Shows what the set-up is doing: one line per step with its number and how long it took. On a terminal the running
 * step's line also counts the seconds and shows the last line of the tool at work.
 */

const live = process.stdout.isTTY === true && !process.env.CI;

export class Progress {
  /** @param {number} total number of steps to come */
  constructor(total) {
    this.total = total;
    this.done = 0;
  }

  /**
   * Runs one step and shows it.
   * @template T
   * @param {string} label
   * @param {(note: (text: string) => void) => T | Promise<T>} work is given a function that shows what is going on
   * @returns {Promise<T>}
   */
  async step(label, work) {
    this.done += 1;
    const head = `[${this.done}/${this.total}] ${label}`;
    const started = Date.now();
    let note = "";
    const show = () => {
      const line = `${head} … ${seconds(started)}${note ? `  ${note}` : ""}`;
      process.stdout.write(`\r\x1b[2K${line.slice(0, (process.stdout.columns ?? 100) - 1)}`);
    };
    const timer = live ? setInterval(show, 500) : undefined;
    if (live) show();
    else process.stdout.write(`${head} …\n`);
    try {
      const result = await work((text) => {
        note = text.trim();
        if (live) show();
      });
      clearInterval(timer);
      process.stdout.write(`${live ? "\r\x1b[2K" : ""}${head} ✓ ${seconds(started)}\n`);
      return result;
    } catch (error) {
      clearInterval(timer);
      process.stdout.write(`${live ? "\r\x1b[2K" : ""}${head} ✗ ${seconds(started)}\n`);
      throw error;
    }
  }
}

/** @param {number} since */
function seconds(since) {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}
