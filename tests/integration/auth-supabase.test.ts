// People who come with an access token of Supabase Auth. The project is a server of the test's own, which publishes keys
// as Supabase does.

import assert from "node:assert/strict";
import { createHmac, generateKeyPairSync, type KeyObject, randomUUID, sign } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { after, test } from "node:test";
import { usePlatform } from "../support/platform.ts";
import { signUp } from "../support/users.ts";

const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const stranger = generateKeyPairSync("ec", { namedCurve: "P-256" });
const secret = "a-legacy-secret-of-the-project-0123456789";

let asked = 0;
const project = http.createServer((request, response) => {
  asked += 1;
  assert.equal(request.url, "/auth/v1/.well-known/jwks.json");
  const published = [
    { ...ec.publicKey.export({ format: "jwk" }), kid: "ec-1", alg: "ES256", use: "sig", key_ops: ["verify"] },
    { ...rsa.publicKey.export({ format: "jwk" }), kid: "rsa-1", alg: "RS256", use: "sig" },
    { ...stranger.publicKey.export({ format: "jwk" }), kid: "for-encryption", use: "enc" },
  ];
  response.setHeader("content-type", "application/json").end(JSON.stringify({ keys: published }));
});
await new Promise<void>((resolve) => project.listen(0, "127.0.0.1", resolve));
const url = `http://127.0.0.1:${(project.address() as AddressInfo).port}`;
after(() => project.close());

const platform = usePlatform({ vars: { SUPABASE_URL: url }, secrets: { SUPABASE_JWT_SECRET: secret } });

type Signer = (text: string) => Buffer;
const byEc =
  (key: KeyObject): Signer =>
  (text) =>
    sign("sha256", Buffer.from(text), { key, dsaEncoding: "ieee-p1363" });
const byRsa: Signer = (text) => sign("sha256", Buffer.from(text), rsa.privateKey);
const byHmac =
  (key: string | Buffer): Signer =>
  (text) =>
    createHmac("sha256", key).update(text).digest();

const kinds: [string, Record<string, unknown>, Signer][] = [
  ["HS256", { alg: "HS256", typ: "JWT" }, byHmac(secret)],
  ["ES256", { alg: "ES256", typ: "JWT", kid: "ec-1" }, byEc(ec.privateKey)],
  ["RS256", { alg: "RS256", typ: "JWT", kid: "rsa-1" }, byRsa],
];

function token(header: object, claims: object, signer: Signer): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${encode(header)}.${encode(claims)}`;
  return `${signed}.${signer(signed).toString("base64url")}`;
}

const claims = (overrides: object = {}) => ({
  iss: `${url}/auth/v1`,
  aud: "authenticated",
  role: "authenticated",
  sub: randomUUID(),
  email: `${randomUUID()}@example.com`,
  iat: Math.floor(Date.now() / 1000),
  exp: Math.floor(Date.now() / 1000) + 3600,
  ...overrides,
});

const as = (accessToken: string) => platform().api.as(accessToken);

for (const [name, header, signer] of kinds) {
  test(`a person with an ${name} token has an account from the first request on`, async () => {
    const person = claims();
    const api = as(token(header, person, signer));
    const first = await api.get("/api/auth/user");
    assert.equal(first.status, 200, first.text);
    assert.equal(first.body.email, person.email);
    assert.equal(first.body.role, "trader");
    assert.equal((await api.get("/api/config")).status, 200, "sign-up made the configuration");
    const later = await as(token(header, { ...person, email: "changed@example.com" }, signer)).get("/api/auth/user");
    assert.equal(later.body.id, first.body.id, "the subject says who it is");
    assert.equal((await api.post("/api/config/webhook/rotate")).status, 201);
    assert.equal((await api.put("/api/account/profile", { display_name: "Ada" })).status, 200);
  });

  test(`an ${name} token with other claims than a person's of this project is refused`, async () => {
    const now = Math.floor(Date.now() / 1000);
    for (const [what, code] of [
      [{ iss: "https://other.supabase.co/auth/v1" }, "unauthenticated"],
      [{ aud: "anon" }, "unauthenticated"],
      [{ role: "anon" }, "unauthenticated"],
      [{ role: "service_role" }, "unauthenticated"],
      [{ is_anonymous: true }, "unauthenticated"],
      [{ sub: "" }, "unauthenticated"],
      [{ sub: undefined }, "unauthenticated"],
      [{ exp: undefined }, "unauthenticated"],
      [{ nbf: now + 600 }, "unauthenticated"],
      [{ exp: now - 1 }, "token_expired"],
    ] as const) {
      const { status, body } = await as(token(header, claims(what), signer)).get("/api/auth/user");
      assert.deepEqual([status, body.code], [401, code], JSON.stringify(what));
    }
  });
}

test("the header can't choose a key or an algorithm that do not belong together", async () => {
  const pem = (key: KeyObject) => key.export({ type: "spki", format: "pem" }).toString();
  const forgeries: [Record<string, unknown>, Signer][] = [
    [{ alg: "none" }, () => Buffer.alloc(0)],
    [{ alg: "HS256" }, byHmac("")],
    [{ alg: "HS256" }, byHmac("guessed")],
    [{ alg: "HS256", kid: "rsa-1" }, byHmac(pem(rsa.publicKey))],
    [{ alg: "HS256", kid: "ec-1" }, byHmac(pem(ec.publicKey))],
    [{ alg: "ES256", kid: "rsa-1" }, byEc(ec.privateKey)],
    [{ alg: "RS256", kid: "ec-1" }, byRsa],
    [{ alg: "ES256", kid: "unknown" }, byEc(ec.privateKey)],
    [{ alg: "ES256" }, byEc(ec.privateKey)],
    [{ alg: "ES256", kid: "ec-1" }, byEc(stranger.privateKey)],
    [{ alg: "ES256", kid: "for-encryption" }, byEc(stranger.privateKey)],
    [{ alg: "ES256", kid: "ec-1", jwk: stranger.publicKey.export({ format: "jwk" }) }, byEc(stranger.privateKey)],
    [{ alg: "HS512" }, byHmac(secret)],
    [{ alg: "HS256", typ: "at+jwt", kid: "k1" }, byHmac(secret)],
  ];
  for (const [header, signer] of forgeries) {
    const { status } = await as(token(header, claims(), signer)).get("/api/auth/user");
    assert.equal(status, 401, JSON.stringify(header));
  }
  const [, header = {}, signer = byHmac("")] = kinds[1] ?? [];
  const [head, , signature] = token(header, claims(), signer).split(".");
  const swapped = Buffer.from(JSON.stringify(claims())).toString("base64url");
  assert.equal((await as(`${head}.${swapped}.${signature}`).get("/api/auth/user")).status, 401);
});

test("the project's keys are asked for once, not for every token or unknown key", () => {
  assert.ok(asked >= 1 && asked <= 2, `asked ${asked} times`);
});

test("many first requests at once make one account", async () => {
  const person = token({ alg: "HS256" }, claims(), byHmac(secret));
  const answers = await Promise.all(Array.from({ length: 8 }, () => as(person).get("/api/auth/user")));
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
  const ids = new Set(answers.map(({ body }) => body.id));
  assert.equal(ids.size, 1);
  const rows = await platform().query("SELECT 1 FROM webhook_tokens WHERE user_id = ?", [...ids][0]);
  assert.equal(rows.length, 1);
});

test("an address that has an account here opens nothing of it", async () => {
  const user = await signUp(platform());
  const person = token(
    { alg: "HS256" },
    claims({ email: user.email, user_metadata: { email_verified: true } }),
    byHmac(secret),
  );
  const stranger = await as(person).get("/api/auth/user");
  assert.equal(stranger.status, 200);
  assert.notEqual(stranger.body.id, user.id);
  const login = await platform().api.post("/api/auth/login", { email: user.email, password: user.password });
  assert.equal(login.body.user.id, user.id, "the account with the password is as it was");
  assert.equal((await platform().api.post("/api/auth/password/forgot", { email: user.email })).status, 202);
  const mails = await platform().query("SELECT user_id FROM jobs WHERE topic = 'mail'");
  assert.ok(mails.every(({ user_id }) => user_id === user.id));
});

test("an account without a password can be erased, not given one", async () => {
  const person = claims();
  const api = as(token({ alg: "HS256" }, person, byHmac(secret)));
  const { body: user } = await api.get("/api/auth/user");
  const change = { current_password: "anything at all", new_password: "a good new password" };
  assert.equal((await api.put("/api/auth/password", change)).status, 409);
  assert.equal((await api.delete("/api/account", {})).status, 204);
  assert.deepEqual(await platform().query("SELECT 1 FROM users WHERE id = ?", user.id), []);
});

test("a disabled account stays closed", async () => {
  const api = as(token({ alg: "HS256" }, claims(), byHmac(secret)));
  const { body: user } = await api.get("/api/auth/user");
  await platform().query("UPDATE users SET status = 'disabled' WHERE id = ?", user.id);
  assert.deepEqual((await api.get("/api/auth/user")).body.code, "account_disabled");
});
