import assert from "node:assert/strict";
import { test } from "node:test";
import { withNewKey, withoutOldKeys } from "../../scripts/rotate-keys.ts";

test("a new key goes in front of those that still have to open", () => {
  const one = "k1:b25l";
  const two = withNewKey(one);
  assert.match(two, /^k2:[A-Za-z0-9+/]{43}=,k1:b25l$/);
  const three = withNewKey(two);
  assert.match(three, /^k3:[^,]+,k2:[^,]+,k1:b25l$/);
  assert.notEqual(withNewKey(one), two, "every key is made anew");
  const named = withNewKey("main:bWFpbg==");
  assert.match(named, /^k1:[^,]+,main:bWFpbg==$/);
});

test("at the end the newest key is left alone", () => {
  assert.equal(withoutOldKeys("k3:Yw==,k2:Yg==,k1:YQ=="), "k3:Yw==");
  assert.equal(withoutOldKeys("k1:YQ=="), "k1:YQ==");
});
