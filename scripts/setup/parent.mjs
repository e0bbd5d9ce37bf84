/**
 * Calls back when the process that started this one is gone. npm passes a signal on to its shell alone, so without this
 * "kill" on npm would leave everything below it running.
 * @param {() => void} gone
 */
export function whenParentEnds(gone) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    gone();
  }, 500);
  timer.unref();
}
