import { useState } from "react";
import { toast } from "sonner";
import type { ConnectionState } from "@/api/types";
import { translate, useI18n } from "@/i18n";
import { Segmented } from "@/ui/segmented";
import { CookieForm } from "./cookie-form";
import { PasswordForm } from "./password-form";

const WAYS = ["cookies", "password"] as const;

export interface ConnectProps {
  consent: ConnectionState["consent"];
  onDone: () => void;
  onCancel: (() => void) | undefined;
}

/** The two ways to connect. Cookies come first: they always work. */
export function ConnectForm(props: ConnectProps) {
  const { t } = useI18n();
  const [way, setWay] = useState<(typeof WAYS)[number]>("cookies");
  const done = {
    ...props,
    onDone: () => {
      toast.success(translate("connect.done"));
      props.onDone();
    },
  };
  return (
    <div className="grid max-w-xl grid-cols-1 gap-4">
      <Segmented
        label={t("connect.way")}
        value={way}
        onChange={setWay}
        className="max-w-full justify-self-start"
        options={WAYS.map((value) => ({ value, label: t(`connect.way.${value}`) }))}
      />
      {way === "cookies" ? <CookieForm {...done} /> : <PasswordForm {...done} onUseCookies={() => setWay("cookies")} />}
    </div>
  );
}
