import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./button";

interface SelectionBarProps {
  /** How many are selected, in words. */
  label: string;
  clearLabel: string;
  onClear: () => void;
  children: ReactNode;
}

/** What can be done with everything that is selected in a list. */
export function SelectionBar({ label, clearLabel, onClear, children }: SelectionBarProps) {
  return (
    <div
      role="toolbar"
      aria-label={label}
      className="fixed inset-x-0 bottom-19 z-20 mx-auto flex w-fit max-w-[calc(100vw-1rem)] animate-rise-in items-center gap-2 rounded-card border border-line bg-raised p-2 pl-4 shadow-float lg:bottom-6"
    >
      <span className="tabular text-sm font-medium whitespace-nowrap">{label}</span>
      {children}
      <Button look="ghost" size="iconSmall" aria-label={clearLabel} onClick={onClear}>
        <X aria-hidden />
      </Button>
    </div>
  );
}
