import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { toast } from "sonner";
import type { Difference, ReconciliationDetail } from "@/api/types";
import { Expiry } from "@/features/grants/badges";
import { translate, useI18n } from "@/i18n";
import { wordOf } from "@/i18n/words";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/dialog";
import { LoadMore } from "@/ui/load-more";
import { Loaded } from "@/ui/loaded";
import { Segmented } from "@/ui/segmented";
import { differencesQuery, type Fix, useFix } from "./api";

const FILTERS = ["open", "fixed", "superseded"] as const;

/** What a comparison found, with what either side says, and the two ways to mend it. */
export function Differences({ run }: { run: ReconciliationDetail }) {
  const { t } = useI18n();
  const [status, setStatus] = useState<(typeof FILTERS)[number]>("open");
  const list = useInfiniteQuery({
    ...differencesQuery(run, { status }),
    placeholderData: keepPreviousData,
  });
  const titles = new Map(run.by_script.map(({ script_id, title }) => [script_id, title]));
  if (run.differing === 0) return null;
  return (
    <section>
      <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
        <h3 className="text-sm font-semibold">{t("reconcile.differences")}</h3>
        <Segmented
          label={t("reconcile.filter")}
          value={status}
          onChange={setStatus}
          options={FILTERS.map((value) => ({ value, label: t(`reconcile.difference.${value}`) }))}
        />
      </div>
      <Loaded query={list} rows={3}>
        {({ pages }) => {
          const differences = pages.flatMap((page) => page.data);
          return differences.length === 0 ? (
            <p className="rounded-lg border border-line p-4 text-center text-[0.8125rem] text-muted">
              {t("reconcile.none")}
            </p>
          ) : (
            <ul className="divide-y divide-line rounded-lg border border-line">
              {differences.map((difference) => (
                <Item
                  key={difference.id}
                  difference={difference}
                  script={titles.get(difference.script_id) ?? difference.script_id}
                />
              ))}
            </ul>
          );
        }}
      </Loaded>
      <LoadMore list={list} />
    </section>
  );
}

function Item({ difference, script }: { difference: Difference; script: string }) {
  const { t, format } = useI18n();
  const [asked, setAsked] = useState<Fix["direction"] | null>(null);
  const fix = useFix();
  const { id, kind, username, grant_id } = difference;
  const mend = (direction: Fix["direction"]) =>
    fix.mutate(
      { id, direction },
      { onSuccess: () => toast.success(translate(`reconcile.fixed.${direction}`)), onSettled: () => setAsked(null) },
    );
  // What takes access away is asked about first.
  const begin = (direction: Fix["direction"]) =>
    kind === "extra_on_tv" && direction === "tradingview" ? setAsked(direction) : mend(direction);
  return (
    <li className="grid gap-2 px-3 py-3 text-[0.8125rem]">
      <div className="flex flex-wrap items-center gap-2">
        <Badge tone={kind === "extra_on_tv" ? "info" : "warn"}>{t(`drift.${kind}`)}</Badge>
        {grant_id ? (
          <Link
            to="/access/grants/$grantId"
            params={{ grantId: grant_id }}
            className="rounded font-semibold wrap-anywhere hover:underline"
          >
            {username}
          </Link>
        ) : (
          <span className="font-semibold wrap-anywhere">{username}</span>
        )}
        <span className="text-muted">{script}</span>
      </div>
      <dl className="flex flex-wrap gap-x-6 gap-y-1">
        <Side label={t("reconcile.books")} at={difference.booked} />
        <Side label={t("reconcile.tradingview")} at={difference.found} />
      </dl>
      {difference.status === "open" ? (
        <div className="flex flex-wrap gap-2">
          <Button
            size="small"
            busy={fix.isPending && fix.variables?.direction === "tradingview"}
            onClick={() => begin("tradingview")}
          >
            {t(`reconcile.fix.tradingview.${kind}`)}
          </Button>
          <Button
            size="small"
            busy={fix.isPending && fix.variables?.direction === "books"}
            onClick={() => begin("books")}
          >
            {t(`reconcile.fix.books.${kind}`)}
          </Button>
        </div>
      ) : (
        <p className="text-xs text-muted">
          {[
            wordOf(t, "reconcile.difference", difference.status),
            difference.direction && wordOf(t, "reconcile.direction", difference.direction),
            difference.resolved_at && format.relative(difference.resolved_at),
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
      )}
      <Confirm
        open={asked !== null}
        onOpenChange={() => setAsked(null)}
        title={t("reconcile.remove.title", { username })}
        body={t("reconcile.remove.body")}
        confirm={t("reconcile.fix.tradingview.extra_on_tv")}
        danger
        busy={fix.isPending}
        onConfirm={() => asked && mend(asked)}
      />
    </li>
  );
}

function Side({ label, at }: { label: string; at: string | null }) {
  return (
    <div className="flex gap-1.5">
      <dt className="text-muted">{label}</dt>
      <dd>
        <Expiry at={at} live={false} />
      </dd>
    </div>
  );
}
