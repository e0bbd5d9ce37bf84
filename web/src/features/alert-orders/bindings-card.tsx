import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Plus, Zap } from "lucide-react";
import { useState } from "react";
import type { AlertBinding, BrokerAccount } from "@/api/types";
import { toastProblem } from "@/app/toasts";
import { accountsQuery } from "@/features/brokers/api";
import { EnvironmentBadge } from "@/features/brokers/badges";
import { useI18n } from "@/i18n";
import { wordOf } from "@/i18n/words";
import { useEdited } from "@/lib/use-edited";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Confirm } from "@/ui/dialog";
import { LoadMore } from "@/ui/load-more";
import { Loaded } from "@/ui/loaded";
import { EmptyState, ErrorState, SkeletonRows } from "@/ui/states";
import { bindingsQuery, inputOf, useDeleteBinding, useSaveBinding } from "./api";
import { BindingDialog } from "./binding-dialog";

/** Which alerts become orders, and where. */
export function BindingsCard() {
  const { t } = useI18n();
  const accounts = useQuery(accountsQuery);
  const list = useInfiniteQuery(bindingsQuery);
  const bindings = list.data?.pages.flatMap((page) => page.data);
  const { edited, edit, close } = useEdited(bindings);
  const [creating, setCreating] = useState(false);
  return (
    <Loaded query={accounts}>
      {({ data }) => {
        const usable = data.filter(({ status }) => status !== "revoked");
        const add =
          usable.length === 0 ? (
            <Button look="primary" asChild>
              <Link to="/brokers">{t("brokers.link")}</Link>
            </Button>
          ) : (
            <Button look="primary" onClick={() => setCreating(true)}>
              <Plus aria-hidden />
              {t("bindings.new")}
            </Button>
          );
        return (
          <Card
            title={t("bindings.title")}
            description={t("bindings.body")}
            actions={bindings !== undefined && bindings.length > 0 && add}
          >
            {bindings === undefined ? (
              list.isError ? (
                <ErrorState error={list.error} onRetry={() => void list.refetch()} />
              ) : (
                <SkeletonRows rows={2} />
              )
            ) : bindings.length === 0 ? (
              <EmptyState
                className="py-8"
                icon={<Zap aria-hidden />}
                title={t("bindings.empty")}
                body={t(usable.length === 0 ? "bindings.empty.noAccount" : "bindings.empty.body")}
              >
                {add}
              </EmptyState>
            ) : (
              <ul className="divide-y divide-line">
                {bindings.map((binding) => (
                  <BindingItem
                    key={binding.id}
                    binding={binding}
                    account={data.find(({ id }) => id === binding.account_id)}
                    onEdit={() => edit(binding)}
                  />
                ))}
              </ul>
            )}
            <LoadMore list={list} />
            {creating && <BindingDialog binding={null} accounts={usable} onClose={() => setCreating(false)} />}
            {edited && <BindingDialog binding={edited} accounts={data} onClose={close} />}
          </Card>
        );
      }}
    </Loaded>
  );
}

interface BindingItemProps {
  binding: AlertBinding;
  account: BrokerAccount | undefined;
  onEdit: () => void;
}

function BindingItem({ binding, account, onEdit }: BindingItemProps) {
  const { t, format } = useI18n();
  const [deleting, setDeleting] = useState(false);
  const save = useSaveBinding(binding);
  const remove = useDeleteBinding(binding.id);
  const turn = (is_enabled: boolean) => save.mutate({ ...inputOf(binding), is_enabled }, { onError: toastProblem });
  return (
    <li className="grid grid-cols-1 gap-2.5 py-4 first:pt-0 last:pb-0">
      <div>
        <h3 className="flex flex-wrap items-center gap-2 text-sm font-medium">
          <span className="wrap-anywhere">{binding.name}</span>
          <Badge tone={binding.is_enabled ? "gain" : "neutral"}>
            {t(binding.is_enabled ? "bindings.on" : "bindings.paused")}
          </Badge>
          <Badge tone={binding.approval === "automatic" ? "warn" : "info"}>
            {t(`bindings.approval.${binding.approval}`)}
          </Badge>
          {binding.dry_run && <Badge>{t("bindings.dryRun")}</Badge>}
          {account && <EnvironmentBadge environment={account.environment} />}
        </h3>
        <p className="mt-0.5 text-xs text-muted">
          {[
            account?.name,
            binding.strategy ?? t("bindings.allAlerts"),
            binding.symbol ?? t("bindings.anySymbol"),
            `${wordOf(t, "bindings.sizing", binding.sizing)}: ${format.decimal(binding.size)}`,
            t(`bindings.directions.${binding.directions}`),
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        <Button
          size="small"
          look={binding.is_enabled ? "secondary" : "primary"}
          busy={save.isPending}
          onClick={() => turn(!binding.is_enabled)}
        >
          {t(binding.is_enabled ? "bindings.pause" : "bindings.resume")}
        </Button>
        {/* Not while it is being paused: what is edited would be older than that. */}
        <Button size="small" busy={save.isPending} onClick={onEdit}>
          {t("action.edit")}
        </Button>
        <Button size="small" look="danger" onClick={() => setDeleting(true)}>
          {t("action.delete")}
        </Button>
      </div>
      <Confirm
        open={deleting}
        onOpenChange={setDeleting}
        title={t("bindings.delete.title", { name: binding.name })}
        body={t("bindings.delete.body")}
        confirm={t("action.delete")}
        danger
        busy={remove.isPending}
        onConfirm={() => remove.mutate(undefined, { onSettled: () => setDeleting(false) })}
      />
    </li>
  );
}
