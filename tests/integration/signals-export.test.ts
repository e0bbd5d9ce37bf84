import assert from "node:assert/strict";
import { test } from "node:test";
import { usePlatform } from "../support/platform.ts";
import { storeSignals } from "../support/signals.ts";
import { signUp } from "../support/users.ts";

const platform = usePlatform();

test("an export is a file of the filtered signals that no spreadsheet runs", async () => {
  const user = await signUp(platform());
  const now = Date.now();
  const [formula = "", other = ""] = await storeSignals(platform(), user, [
    {
      created_at: now,
      ticker: "BTCUSDT",
      exchange: "BINANCE",
      message: '=HYPERLINK("http://x","y")',
      strategy: "@SUM(A1)",
    },
    { created_at: now - 1000, ticker: "ETHUSD", message: 'a "b", c\nd' },
  ]);
  await user.api.put(`/api/signals/${formula}`, { result: "loss", profit_loss: "-12.50", notes: "+1 for luck" });

  const all = await user.api.get("/api/signals/export.csv");
  assert.equal(all.status, 200);
  assert.match(all.headers.get("content-type") ?? "", /^text\/csv/);
  assert.match(all.headers.get("content-disposition") ?? "", /^attachment; filename="signals-\d{4}-\d\d-\d\d\.csv"$/);
  const lines = all.text.split("\r\n");
  assert.ok(lines[0]?.startsWith("id,created_at,source,symbol,"));
  assert.ok(lines[1]?.startsWith(`${formula},${new Date(now).toISOString()},tradingview,BINANCE:BTCUSDT,`), lines[1]);
  assert.ok(all.text.includes(`"'=HYPERLINK(""http://x"",""y"")"`));
  assert.ok(all.text.includes(`"'@SUM(A1)"`) && all.text.includes(`"'+1 for luck"`));
  assert.ok(all.text.includes(",-12.5,"), "a number stays a number");
  assert.ok(all.text.includes('"a ""b"", c\nd"'));
  assert.ok(all.text.endsWith("\r\n"));

  const one = await user.api.get("/api/signals/export.csv?ticker=ETHUSD&result=pending");
  assert.ok(one.text.includes(other) && !one.text.includes(formula));
  assert.equal((await user.api.get("/api/signals/export.csv?result=won")).status, 422);
  const nobodys = await (await signUp(platform())).api.get("/api/signals/export.csv");
  assert.equal(nobodys.text.split("\r\n").length, 2, "a header and nothing else");
});

test("a long export comes complete and in order", async () => {
  const user = await signUp(platform());
  const now = Date.now();
  // More than two of the pages that it is read in; pairs share a millisecond.
  const signals = Array.from({ length: 2_501 }, (_, n) => ({ created_at: now - Math.floor(n / 2) }));
  const ids = await storeSignals(platform(), user, signals);
  const { text } = await user.api.get("/api/signals/export.csv");
  const exported = text
    .trimEnd()
    .split("\r\n")
    .slice(1)
    .map((line) => line.split(",")[0]);
  assert.equal(exported.length, ids.length);
  assert.deepEqual(exported, [...ids].sort().reverse());
});
