import { type FormEvent, useState } from "react";
import { asProblem } from "@/api/problem";
import type { BrokerAccount, RiskView } from "@/api/types";
import { PriceField } from "@/features/trading/price-field";
import { useI18n } from "@/i18n";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/dialog";
import { Field, Textarea } from "@/ui/field";
import { Notice } from "@/ui/notice";
import { FormError } from "@/ui/states";
import { Switch } from "@/ui/switch";
import { useSetLimits } from "./api";
import { ExitRule } from "./exit-rule";
import { type ExitName, limitsOf, NUMBERS, type NumberName, type Typed, typedOf } from "./limits";

const POSITION = ["max_position_quantity", "max_position_notional", "max_position_percent"] as const;
const ORDER = ["max_order_notional", "price_collar_percent", "fat_finger_percent", "max_open_orders"] as const;
const DAY = ["max_daily_loss", "max_daily_loss_percent", "max_trades_per_day"] as const;

/** All limits of an account, in the units that they are counted in. */
export function LimitsForm({ account, risk }: { account: BrokerAccount; risk: RiskView }) {
  const { t, format } = useI18n();
  const [typed, setTyped] = useState(() => typedOf(risk.limits));
  const [resetting, setResetting] = useState(false);
  const save = useSetLimits(account.id);
  // The server names the fields of what is sent: `limits.max_daily_loss`.
  const fields = save.error ? asProblem(save.error).fields : {};
  const errorOf = (name: string) => fields[`limits.${name}`] ?? fields[name];
  const set = (change: Partial<Typed>) => setTyped({ ...typed, ...change });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    save.mutate({ limits: limitsOf(typed), version: risk.version });
  };
  const numbers = (names: readonly NumberName[]) => (
    <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
      {names.map((name) => (
        <PriceField
          key={name}
          label={t(`risk.${name}`)}
          hint={t(`risk.${name}.hint`, { unit: unitOf(name) })}
          error={errorOf(name)}
          placeholder={t("risk.unlimited")}
          {...(NUMBERS[name] === "count" && { inputMode: "numeric", pattern: "[0-9]+" })}
          value={typed.numbers[name]}
          onChange={(event) => set({ numbers: { ...typed.numbers, [name]: event.target.value } })}
        />
      ))}
    </div>
  );
  const unitOf = (name: NumberName) => (NUMBERS[name] === "money" ? account.currency : t(`risk.unit.${NUMBERS[name]}`));
  const exit = (name: ExitName) => (
    <ExitRule
      label={t(`risk.${name}`)}
      value={typed.exits[name]}
      error={errorOf(name)}
      onChange={(value) => set({ exits: { ...typed.exits, [name]: value } })}
    />
  );
  const symbols = (name: "allowed" | "denied") => (
    <Field label={t(`risk.${name}`)} hint={t(`risk.${name}.hint`)} error={errorOf(`${name}_symbols`)}>
      <Textarea
        rows={4}
        value={typed[name]}
        onChange={(event) => set({ [name]: event.target.value })}
        spellCheck={false}
        autoCapitalize="off"
        className="font-mono text-[0.8125rem]"
      />
    </Field>
  );
  return (
    <form onSubmit={submit} className="grid grid-cols-1 gap-4">
      <PlanNotice risk={risk} />
      <Card title={t("risk.position.title")} description={t("risk.position.body")}>
        {numbers(POSITION)}
        <div className="mt-4 max-w-md">
          <Switch
            label={t("risk.allow_short")}
            hint={t("risk.allow_short.hint")}
            checked={typed.allow_short}
            onCheckedChange={(allow_short) => set({ allow_short })}
          />
        </div>
      </Card>
      <Card title={t("risk.order.title")} description={t("risk.order.body")}>
        {numbers(ORDER)}
      </Card>
      <Card title={t("risk.exits.title")} description={t("risk.exits.body")}>
        <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
          {exit("stop_loss")}
          {exit("take_profit")}
        </div>
      </Card>
      <Card title={t("risk.day.title")} description={t("risk.day.body")}>
        {numbers(DAY)}
      </Card>
      <Card title={t("risk.symbols.title")} description={t("risk.symbols.body")}>
        <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
          {symbols("allowed")}
          {symbols("denied")}
        </div>
      </Card>
      {Object.keys(fields).length > 0 ? (
        <Notice tone="loss" role="alert">
          {t("risk.invalid")}
        </Notice>
      ) : (
        <FormError error={save.error} />
      )}
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" look="primary" busy={save.isPending}>
          {t("action.save")}
        </Button>
        <Button onClick={() => setResetting(true)}>{t("risk.reset")}</Button>
        <p className="text-xs text-muted">
          {risk.updated_at ? t("risk.updated", { when: format.instant(risk.updated_at) }) : t("risk.defaults")}
        </p>
      </div>
      <Confirm
        open={resetting}
        onOpenChange={setResetting}
        title={t("risk.reset.title")}
        body={t("risk.reset.body")}
        confirm={t("risk.reset")}
        busy={save.isPending}
        onConfirm={() => save.mutate({ limits: {}, version: risk.version }, { onSettled: () => setResetting(false) })}
      />
    </form>
  );
}

/** What the plan limits besides. */
function PlanNotice({ risk }: { risk: RiskView }) {
  const { t } = useI18n();
  if (risk.plan.max_trades === null) return null;
  return <Notice tone="info">{t("risk.plan", { max: risk.plan.max_trades })}</Notice>;
}
