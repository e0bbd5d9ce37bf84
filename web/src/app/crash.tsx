import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { ApiProblem, asProblem } from "@/api/problem";
import { useI18n } from "@/i18n";
import { Button } from "@/ui/button";
import { ErrorState } from "@/ui/states";

/** A page that could not be shown: the server did not answer, or the page itself failed. */
export function Crash({ error, reset }: ErrorComponentProps) {
  const { t } = useI18n();
  const router = useRouter();
  if (error instanceof ApiProblem) {
    const retry = () => {
      reset();
      void router.invalidate();
    };
    return (
      <main className="grid min-h-[60dvh] place-items-center">
        <ErrorState error={error} onRetry={retry} />
      </main>
    );
  }
  return (
    <main className="grid min-h-[60dvh] place-items-center px-6 text-center">
      <div role="alert">
        <h1 className="text-lg font-semibold">{t("error.crash.title")}</h1>
        <p className="mt-1 max-w-md text-sm text-muted">{t("error.unexpected")}</p>
        <p className="mt-2 font-mono text-xs text-muted">{asProblem(error).message}</p>
        <Button look="primary" className="mt-5" onClick={() => location.reload()}>
          {t("error.crash.reload")}
        </Button>
      </div>
    </main>
  );
}
