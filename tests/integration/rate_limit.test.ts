import assert from "node:assert/strict";
import { test } from "node:test";
import { usePlatform } from "../support/platform.ts";
import { signUp } from "../support/users.ts";

const LIMIT = 8;
const platform = usePlatform({
  vars: { RATE_LIMIT_PER_MINUTE: String(LIMIT), RATE_LIMIT_CREDENTIALS_PER_MINUTE: "6" },
});

test("a user's requests count together and are refused beyond the limit, with all that a program needs to know", async () => {
  const user = await signUp(platform());
  const first = await user.api.get("/api/signals");
  assert.equal(first.headers.get("ratelimit-policy"), `"default";q=${LIMIT};w=60`);
  assert.match(first.headers.get("ratelimit") ?? "", new RegExp(`^"default";r=${LIMIT - 1};t=\\d+$`));

  const { body: session } = await platform().api.post("/api/auth/login", {
    email: user.email,
    password: user.password,
  });
  const otherSession = platform().api.as(session.access_token);
  const answers = [];
  for (let n = 1; n < LIMIT + 3; n++) answers.push(await (n % 2 ? user.api : otherSession).get("/api/stats"));
  // The minute may turn in between, which lets some more pass.
  const refused = answers.filter((answer) => answer.status === 429);
  assert.ok(refused.length > 0 && answers.every((answer) => answer.status === 200 || answer.status === 429));
  const [last] = refused.slice(-1);
  assert.equal(last?.body.code, "rate_limited");
  assert.match(last?.headers.get("content-type") ?? "", /problem\+json/);
  assert.ok(Number(last?.headers.get("retry-after")) >= 1);
  assert.match(last?.headers.get("ratelimit") ?? "", /^"default";r=0;t=\d+$/);

  const other = await signUp(platform());
  assert.equal((await other.api.get("/api/signals")).status, 200, "others are not concerned");
});

test("guessing is limited by address, before any work is done", async () => {
  const guess = () =>
    platform().api.post("/api/auth/login", { email: "nobody@example.com", password: "wrong password" });
  const codes: string[] = [];
  for (let n = 0; n < 14; n++) codes.push((await guess()).body.code);
  assert.ok(codes.includes("rate_limited"), String(codes));
  assert.equal(codes[0], "invalid_credentials");
  const limited = await guess();
  if (limited.body.code === "rate_limited")
    assert.match(limited.headers.get("ratelimit-policy") ?? "", /^"credentials";q=6;w=60$/);

  const keys = platform().api.as("pw_guessed");
  const tries = [];
  for (let n = 0; n < 2 * LIMIT + 2; n++) tries.push(await keys.get("/api/signals"));
  assert.equal(tries[0]?.status, 401);
  assert.ok(tries.some((answer) => answer.status === 429));
});
