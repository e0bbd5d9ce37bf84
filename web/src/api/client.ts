import createClient from "openapi-fetch";
import { asProblem, problemFrom } from "./problem";
import type { paths } from "./schema";
import { sessionFetch } from "./session";
import type { Complete } from "./types";

/** Every call of the platform's API, typed by `docs/openapi.json`. Wrap calls in `unwrap`. */
export const api = createClient<paths>({ baseUrl: location.origin, fetch: sessionFetch });

interface Answer<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/** The answer's data, or a thrown `ApiProblem`. */
export async function unwrap<Data>(call: Promise<Answer<Data>>): Promise<Complete<Data>> {
  const { data, error, response } = await call.catch((thrown: unknown) => {
    throw asProblem(thrown);
  });
  if (!response.ok) throw problemFrom(response, error);
  return data as Complete<Data>;
}
