import type { ComponentProps } from "react";
import { Field, Input } from "@/ui/field";

interface PriceFieldProps extends Omit<ComponentProps<"input">, "type" | "className"> {
  label: string;
  hint?: string;
  error?: string | undefined;
}

/** A price, a quantity, a percentage: an exact decimal above nought. What it may be, the server judges. */
export function PriceField({ label, hint, error, ...props }: PriceFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      <Input
        inputMode="decimal"
        pattern="[0-9]+([.,][0-9]+)?"
        autoComplete="off"
        maxLength={40}
        className="tabular"
        {...props}
      />
    </Field>
  );
}
