import { useI18n } from "@/i18n";
import { Card } from "@/ui/card";
import { CodeBlock, CopyButton } from "@/ui/copy";
import { Tab, TabList, TabPanel, Tabs } from "@/ui/tabs";
import { alertMessage, MESSAGE_KINDS } from "./messages";

/** Ready-made messages, one for each kind of alert. */
export function MessageCard({ secret }: { secret: boolean }) {
  const { t } = useI18n();
  return (
    <Card title={t("alerts.message.title")} description={t("alerts.message.body")}>
      <ol className="mb-4 grid list-decimal gap-1 pl-5 text-[0.8125rem] text-muted">
        <li>{t("alerts.steps.1")}</li>
        <li>{t("alerts.steps.2")}</li>
        <li>{t("alerts.steps.3")}</li>
      </ol>
      <Tabs defaultValue="indicator">
        <TabList aria-label={t("alerts.message.title")}>
          {MESSAGE_KINDS.map((kind) => (
            <Tab key={kind} value={kind}>
              {t(`alerts.message.${kind}`)}
            </Tab>
          ))}
        </TabList>
        {MESSAGE_KINDS.map((kind) => {
          const message = alertMessage(kind, secret);
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
