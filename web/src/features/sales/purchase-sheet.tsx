import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Link2, RotateCcw } from "lucide-react";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { asProblem } from "@/api/problem";
import type { PurchaseDetail } from "@/api/types";
import { UsernameField } from "@/features/grants/username-field";
import { translate, useI18n } from "@/i18n";
import { wordOf } from "@/i18n/words";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Sheet } from "@/ui/dialog";
import { Facts } from "@/ui/facts";
import { Loaded } from "@/ui/loaded";
import { Notice } from "@/ui/notice";
import { ShownOnce } from "@/ui/shown-once";
import { FormError } from "@/ui/states";
import { purchaseQuery, useBuyerLink, useNameBuyer, useRetryPurchase } from "./api";
import { PurchaseBadge } from "./purchases";

/** One event of a shop: what it told, what came of it, and what can be done where it waits. */
export function PurchaseSheet({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useI18n();
  const query = useQuery(purchaseQuery(id));
  return (
    <Sheet open onOpenChange={onClose} title={t("purchase.title")} description={query.data?.product}>
      <Loaded query={query}>{(purchase) => <Detail purchase={purchase} />}</Loaded>
    </Sheet>
  );
}

function reasonText(t: ReturnType<typeof useI18n>["t"], reason: string): string {
  const own = wordOf(t, "purchase.reason", reason);
  return own === reason ? wordOf(t, "failure", reason) : own;
}

function Detail({ purchase }: { purchase: PurchaseDetail }) {
  const { t, format } = useI18n();
  const retry = useRetryPurchase(purchase.id);
  const waits = purchase.status === "waiting_username" || purchase.status === "waiting_product";
  return (
    <div className="grid grid-cols-1 gap-5">
      <div className="flex flex-wrap items-center gap-2">
        <PurchaseBadge status={purchase.status} />
        <span className="text-sm font-medium">{t(`purchase.kind.${purchase.kind}`)}</span>
        {(waits || purchase.status === "failed") && (
          <Button
            size="small"
            className="ml-auto"
            busy={retry.isPending}
            onClick={() =>
              retry.mutate(undefined, { onSuccess: () => toast.success(translate("purchase.retry.done")) })
            }
          >
            <RotateCcw aria-hidden />
            {t("action.retry")}
          </Button>
        )}
      </div>
      {purchase.reason && (
        <Notice tone={purchase.status === "failed" ? "loss" : "info"}>{reasonText(t, purchase.reason)}</Notice>
      )}
      {purchase.status === "waiting_username" && <WhoIsIt key={purchase.version} purchase={purchase} />}
      <Facts
        facts={[
          [t("purchases.username"), purchase.username],
          [t("purchase.given"), purchase.given_name !== purchase.username && purchase.given_name],
          [t("purchases.email"), purchase.email],
          [t("purchases.product"), purchase.product],
          [t("purchases.order"), purchase.order_id],
          [t("purchase.event"), purchase.event_id],
          [t("purchase.occurred"), purchase.occurred_at && format.instant(purchase.occurred_at)],
          [t("purchases.at"), format.instant(purchase.created_at)],
        ]}
      />
      <section>
        <h3 className="mb-2 text-sm font-semibold">{t("purchase.changes")}</h3>
        {purchase.changes.length === 0 ? (
          <p className="text-[0.8125rem] text-muted">{t("state.none")}</p>
        ) : (
          <ul className="divide-y divide-line rounded-lg border border-line text-[0.8125rem]">
            {purchase.changes.map((change) => (
              <li key={`${change.round} ${change.script_id}`} className="px-3 py-2">
                <p className="flex flex-wrap items-center gap-2">
                  {change.grant_id ? (
                    <Link
                      to="/access/grants/$grantId"
                      params={{ grantId: change.grant_id }}
                      className="rounded font-medium wrap-anywhere hover:underline"
                    >
                      {change.username}
                    </Link>
                  ) : (
                    change.username
                  )}
                  {change.kind && <span className="text-muted">{wordOf(t, "change.kind", change.kind)}</span>}
                  {change.status && <Badge className="ml-auto">{wordOf(t, "change.status", change.status)}</Badge>}
                </p>
                {change.failure && <p className="text-xs text-loss">{t(`failure.${change.failure}`)}</p>}
              </li>
            ))}
          </ul>
        )}
      </section>
    </div>
  );
}

/** The buyer's name is missing or nobody's: say it for them, or give them a link to say it. */
function WhoIsIt({ purchase }: { purchase: PurchaseDetail }) {
  const { t } = useI18n();
  const [username, setUsername] = useState(purchase.username ?? purchase.given_name ?? "");
  const name = useNameBuyer(purchase.id);
  const link = useBuyerLink(purchase.id);
  const problem = name.error ? asProblem(name.error) : null;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    name.mutate(username.trim());
  };
  return (
    <div className="grid grid-cols-1 gap-4 rounded-lg border border-line p-4">
      <form onSubmit={submit} className="grid grid-cols-1 gap-2">
        <UsernameField
          value={username}
          onChange={(value) => {
            setUsername(value);
            name.reset();
          }}
          error={problem?.fields.username}
        />
        {!problem?.fields.username && <FormError error={name.error} />}
        <div className="flex flex-wrap gap-2">
          <Button type="submit" look="primary" size="small" busy={name.isPending}>
            {t("purchase.name")}
          </Button>
          <Button size="small" busy={link.isPending} onClick={() => link.mutate()}>
            <Link2 aria-hidden />
            {t("purchase.link")}
          </Button>
        </div>
      </form>
      {link.data && (
        <div className="grid gap-1.5">
          <ShownOnce label={t("purchase.link.label")} value={link.data.url} />
          <p className="text-xs text-muted">{t(link.data.mailed ? "purchase.link.mailed" : "purchase.link.hand")}</p>
        </div>
      )}
    </div>
  );
}
