import { CopyButton } from "./copy";

/** Something that is shown once, to be copied now: a key, an address, a secret. */
export function ShownOnce({ label, value, look }: { label: string; value: string; look?: "primary" | "secondary" }) {
  return (
    <div className="grid gap-1.5">
      <p className="text-[0.8125rem] font-medium">{label}</p>
      <div className="flex flex-col gap-2 sm:flex-row">
        <output
          aria-label={label}
          className="min-w-0 flex-1 rounded-lg border border-line bg-sunken px-3 py-2 font-mono text-xs leading-relaxed break-all"
        >
          {value}
        </output>
        <CopyButton text={value} look={look ?? "secondary"} className="sm:self-start" />
      </div>
    </div>
  );
}
