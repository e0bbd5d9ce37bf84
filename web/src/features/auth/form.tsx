/** The parts that the forms for visitors share. */
import { Eye, EyeOff } from "lucide-react";
import { type ComponentProps, type FormEvent, type ReactNode, useState } from "react";
import { asProblem } from "@/api/problem";
import { useI18n } from "@/i18n";
import { Button } from "@/ui/button";
import { Field, Input } from "@/ui/field";
import { FormError } from "@/ui/states";

interface AuthFormProps {
  title: string;
  intro?: ReactNode;
  submit: string;
  busy: boolean;
  error: unknown;
  onSubmit: (form: FormData) => void;
  children: ReactNode;
  footer?: ReactNode;
}

export function AuthForm({ title, intro, submit, busy, error, onSubmit, children, footer }: AuthFormProps) {
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onSubmit(new FormData(event.currentTarget));
  };
  // What is wrong with a field is said at the field.
  const atFields = error ? Object.keys(asProblem(error).fields).length > 0 : false;
  return (
    <form onSubmit={send} className="grid gap-4">
      <div>
        <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
        {intro && <p className="mt-1 text-sm text-muted">{intro}</p>}
      </div>
      {children}
      {!atFields && <FormError error={error} />}
      <Button type="submit" look="primary" busy={busy} className="h-10 w-full">
        {submit}
      </Button>
      {footer && <p className="text-center text-sm text-muted">{footer}</p>}
    </form>
  );
}

export function EmailField({ error, defaultValue }: { error?: string; defaultValue?: string }) {
  const { t } = useI18n();
  return (
    <Field label={t("auth.email")} error={error}>
      <Input
        name="email"
        type="email"
        autoComplete="username"
        required
        maxLength={254}
        defaultValue={defaultValue}
        autoCapitalize="off"
        spellCheck={false}
        className="h-10"
      />
    </Field>
  );
}

interface PasswordFieldProps {
  name?: string;
  label?: string;
  hint?: string;
  error?: string;
  autoComplete: "current-password" | "new-password";
}

export function PasswordField({ name = "password", label, hint, error, autoComplete }: PasswordFieldProps) {
  const { t } = useI18n();
  const [shown, setShown] = useState(false);
  const limits: ComponentProps<"input"> = autoComplete === "new-password" ? { minLength: 8, maxLength: 128 } : {};
  return (
    <div className="relative">
      <Field label={label ?? t("auth.password")} hint={hint} error={error}>
        <Input
          name={name}
          type={shown ? "text" : "password"}
          autoComplete={autoComplete}
          required
          className="h-10 pr-11"
          {...limits}
        />
      </Field>
      <Button
        look="ghost"
        size="iconSmall"
        className="absolute top-[1.8rem] right-1"
        aria-label={t(shown ? "auth.password.hide" : "auth.password.show")}
        onClick={() => setShown(!shown)}
      >
        {shown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
      </Button>
    </div>
  );
}

export const linkLook = "rounded font-medium text-accent underline underline-offset-2";
