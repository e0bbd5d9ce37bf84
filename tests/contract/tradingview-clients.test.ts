// An open-source client of TradingView's, unchanged, against the stand-in: what works with it works with TradingView.
// Only the hosts that it has built in lead elsewhere.

import assert from "node:assert/strict";
import https from "node:https";
import { after, beforeEach, describe, test } from "node:test";
// The package has no types; what the tests take from it, they check.
// @ts-expect-error
import tradingview from "@mathieuc/tradingview";
import { usePlatform } from "../support/platform.ts";
import { TradingViewClient } from "../support/tradingview-client.ts";
import { redirectTradingViewHosts, type TradingViewHosts } from "../support/tradingview-hosts.ts";

interface Session {
  id: number;
  username: string;
  session: string;
  signature: string;
}

const { getPrivateIndicators, getUser, loginUser, PinePermManager, searchIndicator } = tradingview;

const platform = usePlatform();
let hosts: TradingViewHosts | undefined;
let tv: TradingViewClient;

beforeEach(async () => {
  hosts ??= await redirectTradingViewHosts(platform().url);
  tv = new TradingViewClient(platform().url);
  await tv.reset();
});
after(() => hosts?.close());

const seller = { name: "Demo_Seller", password: "sandbox-password" };
const signIn = (): Promise<Session> => loginUser(seller.name, seller.password);

/** As clients look names up; none that is packaged does. */
function usernameHint(prefix: string): Promise<{ username: string }[]> {
  return new Promise((resolve, reject) => {
    const request = https.get(
      `https://www.tradingview.com/username_hint/?s=${encodeURIComponent(prefix)}`,
      (answer) => {
        let text = "";
        answer.setEncoding("utf8");
        answer.on("data", (chunk: string) => {
          text += chunk;
        });
        answer.once("end", () => resolve(JSON.parse(text)));
      },
    );
    request.once("error", reject);
  });
}

test("a seller signs in, finds a script and a buyer, and gives, changes and takes access", async () => {
  const signedIn = await signIn();
  assert.equal(signedIn.username, seller.name);

  const me = await getUser(signedIn.session, signedIn.signature);
  assert.equal(Number(me.id), signedIn.id);
  assert.equal(me.username, seller.name);
  assert.ok(me.authToken && me.sessionHash && me.privateChannel);
  assert.equal(me.joinDate.toISOString(), "2020-01-15T10:30:00.000Z");

  const drafts: { id: string; name: string; type: string }[] = await getPrivateIndicators(
    signedIn.session,
    signedIn.signature,
  );
  assert.equal(drafts.length, 6);
  const found: { id: string; name: string; access: string; author: { username: string } }[] =
    await searchIndicator("Compass");
  const [script] = found;
  assert.ok(script);
  assert.deepEqual([script.name, script.access, script.author.username], ["Trend Compass", "invite_only", seller.name]);
  assert.ok(drafts.some(({ name, type }) => name === script.name && type === "study"));

  const [buyer] = await usernameHint("alicetrades");
  assert.ok(buyer);
  assert.equal(buyer.username, "AliceTrades");

  const access = new PinePermManager(signedIn.session, signedIn.signature, script.id);
  assert.deepEqual(await access.getUsers(), []);
  assert.equal(await access.addUser(buyer.username, new Date("2030-01-31T12:00:00Z")), "ok");
  assert.equal(await access.addUser(buyer.username), "exists");
  assert.equal(await access.addUser("bob_fx"), "ok");
  const [latest, first] = await access.getUsers(10, "-created");
  assert.deepEqual([latest.username, latest.expiration], ["bob_fx", null]);
  assert.deepEqual(
    [first.username, new Date(first.expiration).toISOString()],
    [buyer.username, "2030-01-31T12:00:00.000Z"],
  );
  assert.equal(await access.modifyExpiration(buyer.username, new Date("2031-01-31T12:00:00Z")), "ok");
  assert.equal(await access.modifyExpiration("bob_fx", new Date("2029-06-30T00:00:00Z")), "ok");
  const byEnd = await access.getUsers(30, "-expiration,user__username");
  assert.deepEqual(
    byEnd.map(({ expiration }: { expiration: string }) => expiration.slice(0, 10)),
    ["2031-01-31", "2029-06-30"],
  );
  assert.equal(await access.removeUser("bob_fx"), "ok");
  assert.equal(await access.removeUser("bob_fx"), "not_exists");
  const left = await tv.grants(script.id);
  assert.deepEqual(
    left.map(({ username, expiration }) => [username, expiration]),
    [[buyer.username, "2031-01-31T12:00:00.000Z"]],
  );
  const strangers = hosts?.asked.filter(({ host }) => !host.endsWith(".tradingview.com"));
  assert.deepEqual(strangers, [], "the client asked nobody else");
});

describe("the client understands refusals", () => {
  test("of a wrong password, a second factor, a captcha", async () => {
    await assert.rejects(loginUser(seller.name, "wrong"), /wrong/);
    await assert.rejects(loginUser("TwoFactorTom", seller.password), /2FA_required/);
    await assert.rejects(loginUser("CaptchaCathy", seller.password), /captcha/);
  });

  test("of an unknown user, a foreign script, a page that is too long", async () => {
    const { session, signature } = await signIn();
    const [script] = await searchIndicator("Compass");
    const access = new PinePermManager(session, signature, script.id);
    await assert.rejects(access.addUser("nobody-is-called-so"), /User not found: nobody-is-called-so/);
    await assert.rejects(access.getUsers(31), /limit/);
    const foreign = new PinePermManager(session, signature, "PUB;00000000000000000000000000000000");
    await assert.rejects(foreign.addUser("bob_fx"), /Wrong credentials or pineId/);
  });

  test("of cookies that have died", async () => {
    const { session, signature } = await signIn();
    const [script] = await searchIndicator("Compass");
    await tv.control("POST", "expire", { sessionid: session });
    const access = new PinePermManager(session, signature, script.id);
    await assert.rejects(access.getUsers(), /credentials/);
  });
});
