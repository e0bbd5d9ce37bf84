import { cva, type VariantProps } from "class-variance-authority";
import { Loader2 } from "lucide-react";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "@/lib/cn";

const styles = cva(
  "inline-flex shrink-0 items-center justify-center gap-2 rounded-lg font-medium whitespace-nowrap transition-colors select-none disabled:pointer-events-none disabled:opacity-55 aria-disabled:pointer-events-none aria-disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      look: {
        primary: "bg-accent text-accent-ink hover:bg-accent/90",
        secondary: "border border-line bg-surface text-ink hover:bg-sunken dark:bg-raised dark:hover:bg-line",
        ghost: "text-muted hover:bg-sunken hover:text-ink dark:hover:bg-raised",
        danger: "border border-loss/35 bg-surface text-loss hover:bg-loss-soft",
      },
      size: {
        normal: "h-9 px-3.5 text-sm",
        small: "h-8 px-2.5 text-[0.8125rem]",
        icon: "size-9",
        iconSmall: "size-8",
      },
    },
    defaultVariants: { look: "secondary", size: "normal" },
  },
);

export type ButtonProps = ComponentProps<"button"> &
  VariantProps<typeof styles> & {
    /** Render the child (a link) with the button's looks. */
    asChild?: boolean;
    /** Shows a spinner and takes no clicks, but keeps the focus: a disabled button would lose it. */
    busy?: boolean;
  };

export function Button({ look, size, asChild, busy, className, children, type, onClick, ...props }: ButtonProps) {
  const classes = cn(styles({ look, size }), className);
  if (asChild) {
    return (
      <Slot.Root className={classes} onClick={onClick} {...props}>
        {children}
      </Slot.Root>
    );
  }
  return (
    <button
      type={type ?? "button"}
      className={classes}
      aria-busy={busy}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
      {...props}
    >
      {busy && <Loader2 className="animate-spin" aria-hidden />}
      {children}
    </button>
  );
}
