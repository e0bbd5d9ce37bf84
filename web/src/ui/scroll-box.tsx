import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

interface ScrollBoxProps {
  label: string;
  className?: string;
  children: ReactNode;
}

/** Scrolls on its own, within the page, and can be reached and scrolled by keyboard. */
export function ScrollBox({ label, className, children }: ScrollBoxProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without it a keyboard cannot scroll what is inside
    <section tabIndex={0} aria-label={label} className={cn("overflow-auto focus-visible:-outline-offset-2", className)}>
      {children}
    </section>
  );
}
