// Resend's own SDK against the sandbox: what works with it works with Resend.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { Resend } from "resend";
import { usePlatform } from "../support/platform.ts";

const platform = usePlatform();
const mail = {
  from: "pinewire <no-reply@pinewire.localhost>",
  to: "trader@example.com",
  subject: "Reset your password",
  text: "Open https://pinewire.example/reset to choose a new one.",
};

function sdk(key: string | undefined = "re_test_key"): Resend {
  return new Resend(key, { baseUrl: `${platform().url}/sandbox/resend` });
}

test("a mail is sent and can be read again", async () => {
  const resend = sdk();
  const sent = await resend.emails.send({ ...mail, cc: ["c@example.com"], replyTo: "help@example.com" });
  assert.equal(sent.error, null);
  const found = await resend.emails.get(sent.data.id);
  assert.equal(found.error, null);
  const { id, to, cc, reply_to, subject, text, html, last_event } = found.data;
  assert.deepEqual(
    { id, to, cc, reply_to, subject, text, html, last_event },
    {
      id: sent.data.id,
      to: [mail.to],
      cc: ["c@example.com"],
      reply_to: ["help@example.com"],
      subject: mail.subject,
      text: mail.text,
      html: null,
      last_event: "delivered",
    },
  );
});

test("an idempotency key sends a mail once, and no other mail", async () => {
  const resend = sdk();
  const idempotencyKey = randomUUID();
  const first = await resend.emails.send(mail, { idempotencyKey });
  const again = await resend.emails.send(mail, { idempotencyKey });
  assert.ok(first.data?.id);
  assert.equal(again.data?.id, first.data.id);
  const other = await resend.emails.send({ ...mail, subject: "Another" }, { idempotencyKey });
  assert.equal(other.error?.name, "invalid_idempotent_request");
  assert.equal(other.error?.statusCode, 409);
  const { body } = await platform().api.get("/sandbox/mails");
  assert.equal(body.data.filter((kept: { id: string }) => kept.id === first.data?.id).length, 1);
});

test("a key that is too long is refused", async () => {
  const { error } = await sdk().emails.send(mail, { idempotencyKey: "k".repeat(257) });
  assert.equal(error?.name, "invalid_idempotency_key");
  assert.equal(error?.statusCode, 400);
});

test("a wrong key, a wrong mail and an unknown id are refused as Resend does", async () => {
  const wrongKey = await sdk("re_invalid_key").emails.send(mail);
  assert.deepEqual([wrongKey.error?.statusCode, wrongKey.error?.name], [403, "invalid_api_key"]);
  const noRecipient = await sdk().emails.send({ ...mail, to: [] });
  assert.deepEqual([noRecipient.error?.statusCode, noRecipient.error?.name], [422, "missing_required_field"]);
  const wrongSender = await sdk().emails.send({ ...mail, from: "nobody" });
  assert.deepEqual([wrongSender.error?.statusCode, wrongSender.error?.name], [422, "invalid_from_address"]);
  const unknown = await sdk().emails.get(randomUUID());
  assert.deepEqual([unknown.error?.statusCode, unknown.error?.name], [404, "not_found"]);
});

test("a rate limit is told as Resend tells it", async () => {
  const fault = { vendor: "resend", path_prefix: "/emails", status: 429, retry_after_s: 2 };
  assert.equal((await platform().api.post("/sandbox/faults", fault)).status, 201);
  const limited = await sdk().emails.send(mail);
  assert.equal(limited.error?.name, "rate_limit_exceeded");
  assert.equal(limited.headers?.["retry-after"], "2");
  assert.equal((await sdk().emails.send(mail)).error, null);
});
