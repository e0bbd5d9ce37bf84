/**
 * One kind of failure for the whole app. Everything that goes wrong with a request, whether the server refused it
 * (problem+json), answered something else, or could not be reached, becomes an `ApiProblem`.
 */

interface ProblemBody {
  code?: unknown;
  detail?: unknown;
  title?: unknown;
  request_id?: unknown;
  errors?: unknown;
}

export interface ProblemFacts {
  /** HTTP status; 0 when the server could not be reached. */
  status: number;
  /** Stable code of the refusal, e.g. `validation_failed`; `unreachable` when no answer came. */
  code: string;
  detail: string;
  requestId?: string | undefined;
  /** What is wrong with each field of the request, by the field's name. */
  fields?: Record<string, string>;
  /** How long to wait before another try makes sense. */
  retryAfterSeconds?: number | undefined;
}

export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string | undefined;
  readonly fields: Record<string, string>;
  readonly retryAfterSeconds: number | undefined;

  constructor(facts: ProblemFacts) {
    super(facts.detail);
    this.name = "ApiProblem";
    this.status = facts.status;
    this.code = facts.code;
    this.requestId = facts.requestId;
    this.fields = facts.fields ?? {};
    this.retryAfterSeconds = facts.retryAfterSeconds;
  }

  /** Whether the same request may well succeed a little later, without anything being changed. */
  get isTransient(): boolean {
    return this.status === 0 || this.status >= 500;
  }
}

function fieldErrors(errors: unknown): Record<string, string> {
  if (!Array.isArray(errors)) return {};
  const entries = errors.flatMap((entry: unknown) => {
    if (typeof entry !== "object" || entry === null) return [];
    const { field, message } = entry as { field?: unknown; message?: unknown };
    return typeof field === "string" && typeof message === "string" ? [[field, message]] : [];
  });
  return Object.fromEntries(entries);
}

const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

/** Reads a refusal. `body` is the parsed problem+json, or whatever else the server sent. */
export function problemFrom(response: Response, body: unknown): ApiProblem {
  const problem: ProblemBody = typeof body === "object" && body !== null ? body : {};
  const retryAfter = Number(response.headers.get("retry-after") ?? Number.NaN);
  return new ApiProblem({
    status: response.status,
    code: text(problem.code) ?? (response.status >= 500 ? "internal" : "bad_request"),
    detail: text(problem.detail) ?? text(problem.title) ?? response.statusText,
    requestId: text(problem.request_id) ?? response.headers.get("x-request-id") ?? undefined,
    fields: fieldErrors(problem.errors),
    retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : undefined,
  });
}

/** Whatever was thrown, as an `ApiProblem`. */
export function asProblem(thrown: unknown): ApiProblem {
  if (thrown instanceof ApiProblem) return thrown;
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  const code = thrown instanceof TypeError ? "unreachable" : "unexpected";
  return new ApiProblem({ status: 0, code, detail });
}
