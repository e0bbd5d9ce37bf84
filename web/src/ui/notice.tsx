import { CircleCheck, CircleX, Info, type LucideIcon, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/lib/cn";

const LOOKS = {
  info: { icon: Info, className: "bg-info-soft text-info" },
  warn: { icon: TriangleAlert, className: "bg-warn-soft text-warn" },
  loss: { icon: CircleX, className: "bg-loss-soft text-loss" },
  gain: { icon: CircleCheck, className: "bg-gain-soft text-gain" },
} satisfies Record<string, { icon: LucideIcon; className: string }>;

interface NoticeProps {
  tone: keyof typeof LOOKS;
  /** `status` when it appears by itself, `alert` when it must not be missed. */
  role?: "status" | "alert";
  children: ReactNode;
  className?: string;
}

/** Something to know before going on. */
export function Notice({ tone, role, children, className }: NoticeProps) {
  const { icon: Icon, className: look } = LOOKS[tone];
  return (
    <div
      role={role}
      className={cn("flex items-start gap-2.5 rounded-lg px-3 py-2.5 text-[0.8125rem]", look, className)}
    >
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 wrap-anywhere">{children}</div>
    </div>
  );
}
