import { useState } from "react";
import type { Direction } from "@/api/types";
import { DIRECTIONS } from "@/features/signals/search";
import { useI18n } from "@/i18n";
import { Card } from "@/ui/card";
import { CodeBlock, CopyButton } from "@/ui/copy";
import { Field, Input, Select } from "@/ui/field";
import { Tab, TabList, TabPanel, Tabs } from "@/ui/tabs";
import { alertMessage, DEFAULT_NAMES, MESSAGE_KINDS } from "./messages";

/** Ready messages, one for each kind of alert, with the user's own names in them. */
export function MessageCard({ secret }: { secret: boolean }) {
  const { t } = useI18n();
  const [name, setName] = useState("");
  const [direction, setDirection] = useState<Direction>("long");
  return (
    <Card title={t("alerts.message.title")} description={t("alerts.message.body")}>
      <ol className="mb-2 grid list-decimal gap-1 pl-5 text-[0.8125rem] text-muted">
        <li>{t("alerts.steps.1")}</li>
        <li>{t("alerts.steps.2")}</li>
        <li>{t("alerts.steps.3")}</li>
      </ol>
      <p className="mb-4 text-xs text-muted">{t("alerts.steps.note")}</p>
      <div className="mb-3 grid gap-3 sm:grid-cols-[2fr_1fr]">
        <Field label={t("alerts.message.name")}>
          <Input
            value={name}
            maxLength={100}
            placeholder={t("alerts.message.name.placeholder")}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        <Field label={t("signals.filter.direction")}>
          <Select
            value={direction}
            onChange={(event) => setDirection(DIRECTIONS.find((one) => one === event.target.value) ?? direction)}
          >
            {DIRECTIONS.map((value) => (
              <option key={value} value={value}>
                {t(`direction.${value}`)}
              </option>
            ))}
          </Select>
        </Field>
      </div>
      <Tabs defaultValue="indicator">
        <TabList aria-label={t("alerts.message.title")}>
          {MESSAGE_KINDS.map((kind) => (
            <Tab key={kind} value={kind}>
              {t(`alerts.message.${kind}`)}
            </Tab>
          ))}
        </TabList>
        {MESSAGE_KINDS.map((kind) => {
          const message = alertMessage(kind, { name: name.trim() || DEFAULT_NAMES[kind], direction, secret });
          return (
            <TabPanel key={kind} value={kind} className="mt-3">
              <div className="mb-3 flex flex-wrap items-center justify-between gap-2">
                <p className="max-w-prose text-[0.8125rem] text-muted">{t(`alerts.message.${kind}.note`)}</p>
                <CopyButton text={message} label={t("alerts.message.copy")} size="small" />
              </div>
              <CodeBlock label={t(`alerts.message.${kind}`)}>{message}</CodeBlock>
              {secret && kind !== "text" && <p className="mt-2 text-xs text-warn">{t("alerts.message.secret")}</p>}
            </TabPanel>
          );
        })}
      </Tabs>
    </Card>
  );
}
