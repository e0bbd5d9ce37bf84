import { useQuery } from "@tanstack/react-query";
import { Check, CircleHelp, Loader2, X } from "lucide-react";
import type { ReactNode } from "react";
import { asProblem } from "@/api/problem";
import { useI18n } from "@/i18n";
import { cn } from "@/lib/cn";
import { useSettled } from "@/lib/use-settled";
import { Field, Input } from "@/ui/field";
import { usernameQuery } from "./api";

interface UsernameFieldProps {
  value: string;
  onChange: (value: string) => void;
  /** What the server has against it. */
  error?: string | undefined;
}

/** A name on TradingView, looked up while it is typed: whether there is such a user, and how exactly they are spelled. */
export function UsernameField({ value, onChange, error }: UsernameFieldProps) {
  const { t } = useI18n();
  return (
    <div className="grid gap-1.5">
      <Field label={t("username.label")} hint={t("username.hint")} error={error}>
        <Input
          required
          value={value}
          onChange={(event) => onChange(event.target.value)}
          maxLength={256}
          autoComplete="off"
          autoCapitalize="off"
          autoCorrect="off"
          spellCheck={false}
        />
      </Field>
      <div aria-live="polite" className="min-h-5 text-xs">
        {!error && <Found name={value.trim()} />}
      </div>
    </div>
  );
}

function Found({ name }: { name: string }) {
  const { t } = useI18n();
  const settled = useSettled(name);
  const query = useQuery({ ...usernameQuery(settled), enabled: settled !== "" });
  if (name === "") return null;
  if (settled !== name || query.isPending) {
    return (
      <Line look="text-muted" icon={<Loader2 aria-hidden className="animate-spin" />}>
        {t("username.looking")}
      </Line>
    );
  }
  if (query.isError) {
    const problem = asProblem(query.error);
    return problem.status === 422 ? (
      <Line look="text-loss" icon={<X aria-hidden />}>
        {t("username.impossible")}
      </Line>
    ) : (
      <Line look="text-muted" icon={<CircleHelp aria-hidden />}>
        {t("username.unsure")}
      </Line>
    );
  }
  const { exists, username, is_inactive } = query.data;
  if (!exists || username === null) {
    return (
      <Line look="text-loss" icon={<X aria-hidden />}>
        {t("username.none", { name })}
      </Line>
    );
  }
  return (
    <Line look={is_inactive ? "text-warn" : "text-gain"} icon={<Check aria-hidden />}>
      {t(is_inactive ? "username.inactive" : "username.found", { username })}
    </Line>
  );
}

function Line({ look, icon, children }: { look: string; icon: ReactNode; children: ReactNode }) {
  return (
    <p className={cn("flex items-start gap-1.5 font-medium [&_svg]:mt-0.5 [&_svg]:size-3.5 [&_svg]:shrink-0", look)}>
      {icon}
      <span className="min-w-0 wrap-anywhere">{children}</span>
    </p>
  );
}
