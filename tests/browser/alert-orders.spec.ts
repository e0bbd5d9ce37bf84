import { randomUUID } from "node:crypto";
import { expectAccessible } from "./support/checks.ts";
import { acceptedAlert } from "./support/test.ts";
import { expect, test } from "./support/trader.ts";

test.setTimeout(240_000);

const patient = { timeout: 120_000 };

test("a strategy is bound, its alert proposed and approved, another rejected; then it is paused and deleted", async ({
  traderPage: page,
  trader,
  person,
  request,
}) => {
  const alert = (action: string) =>
    acceptedAlert(request, person.webhookUrl, {
      id: randomUUID(),
      ticker: "AAPL",
      exchange: "NASDAQ",
      strategy: "Breakout",
      action,
    });
  await page.goto("/alert-orders");
  await page.getByRole("button", { name: "New binding" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Strategy").fill("Breakout");
  await dialog.getByLabel("Symbol").fill("NOSUCHTHING");
  await dialog.getByLabel("Size", { exact: true }).fill("3");
  await dialog.getByRole("button", { name: "Create the binding" }).click();
  await expect(dialog.getByLabel("Symbol"), "there is no such symbol").toHaveAttribute("aria-invalid", "true");
  await expectAccessible(page, "a new binding");
  await dialog.getByLabel("Symbol").fill("AAPL");
  await dialog.getByRole("button", { name: "Create the binding" }).click();
  await expect(dialog).toHaveCount(0);
  const item = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: /Breakout/ }) });
  await expect(item).toContainText("In force");
  await expect(item).toContainText("By hand");

  await alert("buy");
  const outcomes = page.getByRole("region", { name: "What became of alerts" });
  await expect(outcomes.getByText("Waits for you")).toBeVisible(patient);
  // A toast that fades is hard to read for a moment.
  await expect(page.getByText("Saved", { exact: true })).toHaveCount(0, patient);
  await expectAccessible(page, "a proposal");
  await outcomes.getByRole("button", { name: "Approve" }).click();
  await expect(outcomes.getByText("Placed", { exact: true })).toBeVisible(patient);
  await trader.holds("3");

  await alert("sell");
  await outcomes.getByRole("button", { name: "Reject" }).click(patient);
  await expect(outcomes.getByText("Rejected by you")).toBeVisible(patient);
  expect((await trader.position()).quantity).toBe("3");

  await page.getByLabel("Status").selectOption("Placed");
  await expect(page).toHaveURL(/status=placed/);
  await expect(outcomes.getByText("Rejected by you")).toHaveCount(0);

  await item.getByRole("button", { name: "Pause" }).click();
  await expect(item).toContainText("Paused");
  await item.getByRole("button", { name: "Edit" }).click();
  await dialog.getByLabel("Size", { exact: true }).fill("7");
  await dialog.getByRole("switch", { name: "Dry run" }).click();
  await dialog.getByRole("button", { name: "Save changes" }).click();
  await expect(item).toContainText("Units: 7");
  await expect(item, "a change does not end the pause").toContainText("Paused");
  await item.getByRole("button", { name: "Resume" }).click();
  await expect(item).toContainText("In force");
  await item.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("No alert becomes an order yet")).toBeVisible();
});
