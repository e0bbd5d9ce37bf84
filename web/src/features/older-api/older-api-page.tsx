import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { api, unwrap } from "@/api/client";
import { ApiProblem } from "@/api/problem";
import type { OlderApiToken } from "@/api/types";
import { toastProblem } from "@/app/toasts";
import { translate, useI18n } from "@/i18n";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { CodeBlock } from "@/ui/copy";
import { Confirm, Dialog } from "@/ui/dialog";
import { Loaded } from "@/ui/loaded";
import { ShownOnce } from "@/ui/shown-once";

const tokenQuery = queryOptions({
  queryKey: ["older-api-token"],
  queryFn: async (): Promise<OlderApiToken | null> => {
    try {
      return await unwrap(api.GET("/api/older-api/token"));
    } catch (problem) {
      if (problem instanceof ApiProblem && problem.status === 404) return null;
      throw problem;
    }
  },
});

/** The token of the older access API: made, replaced, taken back. */
export function OlderApiPage() {
  const { t } = useI18n();
  return (
    <Card title={t("older.title")} description={t("older.body")} className="max-w-3xl">
      <Loaded query={useQuery(tokenQuery)} rows={2}>
        {(token) => <Token token={token} />}
      </Loaded>
      <h3 className="mt-6 mb-2 text-sm font-semibold">{t("older.example")}</h3>
      <CodeBlock label={t("older.example")}>
        {`curl '${location.origin}/validate/TraderJane'
curl '${location.origin}/access/TraderJane?pine_ids=PUB;…' -H 'X-Admin-Token: …'
curl '${location.origin}/access/TraderJane' -H 'X-Admin-Token: …' \\
  -H 'Content-Type: application/json' -d '{"pine_ids":["PUB;…"],"duration":"1M"}'
curl -X DELETE '${location.origin}/access/TraderJane' -H 'X-Admin-Token: …' \\
  -H 'Content-Type: application/json' -d '{"pine_ids":["PUB;…"]}'`}
      </CodeBlock>
    </Card>
  );
}

function Token({ token }: { token: OlderApiToken | null }) {
  const { t, format } = useI18n();
  const queryClient = useQueryClient();
  const [asked, setAsked] = useState<"renew" | "delete" | null>(null);
  const close = () => setAsked(null);
  const changed = () => queryClient.invalidateQueries({ queryKey: tokenQuery.queryKey });
  const make = useMutation({
    mutationFn: () => unwrap(api.POST("/api/older-api/token")),
    onError: toastProblem,
    onSettled: changed,
  });
  const remove = useMutation({
    mutationFn: () => unwrap(api.DELETE("/api/older-api/token")),
    onSuccess: () => toast.success(translate("older.delete.done")),
    onError: toastProblem,
    onSettled: changed,
  });
  return (
    <div className="grid gap-3">
      <p className="text-sm">
        {token === null
          ? t("older.none")
          : t("older.there", { hint: `…${token.hint}`, when: format.instant(token.created_at) })}
      </p>
      {token?.previous_expires_at && (
        <p className="text-[0.8125rem] text-info">
          {t("older.previous", { when: format.instant(token.previous_expires_at) })}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        {token === null ? (
          <Button look="primary" busy={make.isPending} onClick={() => make.mutate()}>
            {t("older.make")}
          </Button>
        ) : (
          <>
            <Button onClick={() => setAsked("renew")}>{t("older.renew")}</Button>
            <Button look="danger" onClick={() => setAsked("delete")}>
              {t("older.delete")}
            </Button>
          </>
        )}
      </div>
      <Confirm
        open={asked === "renew"}
        onOpenChange={close}
        title={t("older.renew.title")}
        body={t("older.renew.body")}
        confirm={t("older.renew")}
        busy={make.isPending}
        onConfirm={() => make.mutate(undefined, { onSettled: close })}
      />
      <Confirm
        open={asked === "delete"}
        onOpenChange={close}
        title={t("older.delete.title")}
        body={t("older.delete.body")}
        confirm={t("older.delete")}
        danger
        busy={remove.isPending}
        onConfirm={() => remove.mutate(undefined, { onSettled: close })}
      />
      {make.isSuccess && (
        <Dialog open onOpenChange={() => make.reset()} title={t("older.title")} description={t("hooks.once")}>
          <ShownOnce label={t("older.token")} value={make.data.token} look="primary" />
        </Dialog>
      )}
    </div>
  );
}
