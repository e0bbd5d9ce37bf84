/**
 * A failure that the person at the keyboard can do something about. Its message is one plain sentence (or two) that
 * says what to do; it is shown without a stack trace.
 */
export class UserError extends Error {
  /** @param {string} message @param {{ cause?: unknown }} [options] */
  constructor(message, options) {
    super(message, options);
    this.name = "UserError";
  }
}

/**
 * Ends the program with a readable message: a plain sentence for a {@link UserError}, the whole error for a bug.
 * @param {unknown} error
 * @returns {never}
 */
export function exitWith(error) {
  if (error instanceof UserError) {
    process.stderr.write(`\n✗ ${error.message}\n`);
  } else {
    process.stderr.write(`\n✗ An unexpected error. This is a bug in the tooling.\n${errorText(error)}\n`);
  }
  process.exit(1);
}

/** @param {unknown} error */
function errorText(error) {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
