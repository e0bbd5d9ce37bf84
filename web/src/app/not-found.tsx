import { Link } from "@tanstack/react-router";
import { Compass } from "lucide-react";
import { useI18n } from "@/i18n";
import { Button } from "@/ui/button";
import { EmptyState } from "@/ui/states";

/** For an address that no room has. */
export function NotFoundPage() {
  return (
    <main>
      <NotFound />
    </main>
  );
}

/** For a room that is there, but not for this user. */
export function NotFound() {
  const { t } = useI18n();
  return (
    <div className="grid min-h-[60dvh] place-items-center">
      <EmptyState
        wholePage
        icon={<Compass aria-hidden />}
        title={t("app.notFound.title")}
        body={t("app.notFound.body")}
      >
        <Button asChild look="primary">
          <Link to="/signals">{t("app.notFound.back")}</Link>
        </Button>
      </EmptyState>
    </div>
  );
}
