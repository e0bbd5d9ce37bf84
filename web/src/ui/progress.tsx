import { Progress as Radix } from "radix-ui";
import { cn } from "@/lib/cn";

interface ProgressProps {
  label: string;
  /** Percent; null while nobody knows. */
  value: number | null;
  className?: string;
}

/** How far something has come. */
export function Progress({ label, value, className }: ProgressProps) {
  return (
    <Radix.Root
      aria-label={label}
      value={value}
      className={cn("h-2 w-full overflow-hidden rounded-full bg-sunken dark:bg-raised", className)}
    >
      <Radix.Indicator
        className={cn("h-full rounded-full bg-accent transition-[width]", value === null && "w-1/3 animate-live")}
        style={value === null ? undefined : { width: `${value}%` }}
      />
    </Radix.Root>
  );
}
