/** What a room shows while it has nothing to show: skeletons, emptiness, errors. */
import { AlertTriangle } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";
import { asProblem } from "@/api/problem";
import { problemText } from "@/app/problem-text";
import { useI18n } from "@/i18n";
import { cn } from "@/lib/cn";
import { Button } from "./button";

export function Skeleton({ className, ...props }: ComponentProps<"div">) {
  return <div aria-hidden className={cn("animate-pulse rounded-md bg-line/70", className)} {...props} />;
}

/** Placeholder of `rows` lines; says “loading” to screen readers. */
export function SkeletonRows({ rows = 6, className }: { rows?: number; className?: string }) {
  const { t } = useI18n();
  return (
    <div role="status" aria-label={t("state.loading")} className={cn("grid gap-3", className)}>
      {Array.from({ length: rows }, (_, index) => index).map((index) => (
        <Skeleton key={index} className="h-11" />
      ))}
    </div>
  );
}

interface EmptyStateProps {
  icon: ReactNode;
  title: string;
  body?: ReactNode;
  children?: ReactNode;
  className?: string;
  /** It is all that the page shows, so its title is the page's. */
  wholePage?: boolean;
}

export function EmptyState({ icon, title, body, children, className, wholePage }: EmptyStateProps) {
  const Title = wholePage ? "h1" : "p";
  return (
    <div className={cn("flex flex-col items-center px-6 py-14 text-center", className)}>
      <div className="mb-3 grid size-11 place-items-center rounded-full bg-accent-soft text-accent [&_svg]:size-5">
        {icon}
      </div>
      <Title className="font-semibold">{title}</Title>
      {body && <p className="mt-1 max-w-sm text-sm text-balance text-muted">{body}</p>}
      {children && <div className="mt-5 flex flex-wrap justify-center gap-2">{children}</div>}
    </div>
  );
}

export function ErrorState({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useI18n();
  const problem = asProblem(error);
  return (
    <div role="alert" className="flex flex-col items-center px-6 py-12 text-center">
      <div className="mb-3 grid size-11 place-items-center rounded-full bg-loss-soft text-loss">
        <AlertTriangle className="size-5" aria-hidden />
      </div>
      <p className="font-semibold">{t("state.error")}</p>
      <p className="mt-1 max-w-md text-sm text-balance text-muted">{problemText(t, problem)}</p>
      {problem.requestId && (
        <p className="mt-2 font-mono text-xs text-muted">{t("error.requestId", { id: problem.requestId })}</p>
      )}
      {onRetry && (
        <Button className="mt-5" onClick={onRetry}>
          {t("action.retry")}
        </Button>
      )}
    </div>
  );
}

/** A refusal inside a form, above its button. */
export function FormError({ error }: { error: unknown }) {
  const { t } = useI18n();
  if (!error) return null;
  const problem = asProblem(error);
  return (
    <div role="alert" className="rounded-lg bg-loss-soft px-3 py-2 text-[0.8125rem] text-loss">
      <p>{problemText(t, problem)}</p>
      {problem.requestId && <p className="mt-1 font-mono text-xs">{t("error.requestId", { id: problem.requestId })}</p>}
    </div>
  );
}
