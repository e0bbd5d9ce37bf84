import { cn } from "@/lib/cn";

/** The mark: a price line on pine. */
export function BrandMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true" className={cn("size-7 shrink-0", className)}>
      <rect width="32" height="32" rx="8" className="fill-[#0f3d33] dark:fill-[#154a3e]" />
      <path
        d="M6 20h5l3-9 5 14 3-9h4"
        className="fill-none stroke-[#7fe3bf]"
        strokeWidth="2.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}

export function Brand() {
  return (
    <span className="flex items-center gap-2.5 text-[0.9375rem] font-semibold tracking-tight">
      <BrandMark />
      pinewire
    </span>
  );
}
