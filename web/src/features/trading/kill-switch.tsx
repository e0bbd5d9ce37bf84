import { OctagonX } from "lucide-react";
import { useState } from "react";
import type { BrokerAccount, Standing } from "@/api/types";
import { useI18n } from "@/i18n";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/dialog";
import { Checkbox } from "@/ui/field";
import { Notice } from "@/ui/notice";
import { useKillSwitch } from "./api";

/** Stops everything at once. */
export function KillSwitchButton({ account }: { account: BrokerAccount }) {
  const { t } = useI18n();
  const [open, setOpen] = useState(false);
  const [flatten, setFlatten] = useState(false);
  const kill = useKillSwitch(account.id);
  const close = () => setOpen(false);
  return (
    <>
      <Button
        look="danger"
        onClick={() => {
          setFlatten(false);
          setOpen(true);
        }}
      >
        <OctagonX aria-hidden />
        {t("kill.switch")}
      </Button>
      <Confirm
        open={open}
        onOpenChange={setOpen}
        title={t("kill.title", { name: account.name })}
        body={t("kill.body")}
        confirm={t("kill.submit")}
        danger
        busy={kill.isPending}
        onConfirm={() => kill.mutate({ on: true, flatten }, { onSettled: close })}
      >
        {/* biome-ignore lint/a11y/noLabelWithoutControl: the control is the Checkbox inside */}
        <label className="mt-4 flex items-start gap-2.5 text-sm">
          <Checkbox checked={flatten} onChange={(event) => setFlatten(event.target.checked)} className="mt-0.5" />
          {t("kill.flatten")}
        </label>
      </Confirm>
    </>
  );
}

/** Says that the switch is on, and lets it be switched off. */
export function KillSwitchNotice({ account, standing }: { account: BrokerAccount; standing: Standing }) {
  const { t, format } = useI18n();
  const [open, setOpen] = useState(false);
  const kill = useKillSwitch(account.id);
  const { kill_switch } = standing;
  if (kill_switch === null) return null;
  return (
    <Notice tone="loss" role="alert">
      <p className="font-medium">{t("kill.on", { when: format.instant(kill_switch.since) })}</p>
      <p>{t(kill_switch.flatten ? "kill.on.flatten" : "kill.on.body")}</p>
      <Button size="small" className="mt-2" onClick={() => setOpen(true)}>
        {t("kill.off")}
      </Button>
      <Confirm
        open={open}
        onOpenChange={setOpen}
        title={t("kill.off.title")}
        body={t("kill.off.body")}
        confirm={t("kill.off")}
        busy={kill.isPending}
        onConfirm={() => kill.mutate({ on: false, flatten: false }, { onSettled: () => setOpen(false) })}
      />
    </Notice>
  );
}
