import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Link, Outlet } from "@tanstack/react-router";
import { Download, FilterX, KeyRound, Plus, Users } from "lucide-react";
import { useState } from "react";
import { useI18n } from "@/i18n";
import { cn } from "@/lib/cn";
import { useCleanSearch } from "@/lib/use-clean-search";
import { Button } from "@/ui/button";
import { LoadMore } from "@/ui/load-more";
import { SelectionBar } from "@/ui/selection-bar";
import { EmptyState, ErrorState, SkeletonRows } from "@/ui/states";
import { grantsQuery } from "./api";
import { FilterBar } from "./filter-bar";
import { GiveDialog } from "./give-dialog";
import { GrantList } from "./grant-list";
import { RevokeMany, type RevokeTarget } from "./revoke-many";
import { exportHref, parseGrantSearch, toGrantQuery } from "./search";

/** The books: who has access to which script, until when. One grant opens above the list. */
export function GrantsPage() {
  const { t } = useI18n();
  const search = useCleanSearch("/app/access/grants", parseGrantSearch);
  const query = toGrantQuery(search);
  const list = useInfiniteQuery({ ...grantsQuery(query), placeholderData: keepPreviousData });
  const [giving, setGiving] = useState(false);
  const [revoked, setRevoked] = useState<RevokeTarget | null>(null);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const grants = list.data?.pages.flatMap((page) => page.data) ?? [];
  const chosen = grants.filter(({ id }) => selected.has(id)).map(({ id }) => id);
  const { username, script } = search;

  return (
    <>
      <div className="mb-4 flex flex-wrap gap-2">
        <Button look="primary" onClick={() => setGiving(true)}>
          <Plus aria-hidden />
          {t("give.title")}
        </Button>
        <Button asChild>
          <Link to="/access/jobs/new">
            <Users aria-hidden />
            {t("jobs.new")}
          </Link>
        </Button>
        <Button asChild>
          <a href={exportHref(query)} download>
            <Download aria-hidden />
            {t("grants.export")}
          </a>
        </Button>
        {username !== undefined && (
          <Button look="danger" onClick={() => setRevoked({ by: "username", username })}>
            {t("revoke.user", { username })}
          </Button>
        )}
        {script !== undefined && username === undefined && (
          <Button look="danger" onClick={() => setRevoked({ by: "script", id: script })}>
            {t("revoke.script")}
          </Button>
        )}
      </div>
      <FilterBar />
      {list.isPending ? (
        <SkeletonRows rows={8} />
      ) : list.isError && grants.length === 0 ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : grants.length === 0 ? (
        <NoGrants filtered={Object.keys(query).length > 0} onGive={() => setGiving(true)} />
      ) : (
        <div className={cn(list.isPlaceholderData && "opacity-60 transition-opacity")}>
          <GrantList grants={grants} selection={{ ids: selected, onChange: setSelected }} />
          <LoadMore list={list} />
        </div>
      )}
      {chosen.length > 0 && (
        <SelectionBar
          label={t("grants.selected", { count: chosen.length })}
          clearLabel={t("grants.selected.clear")}
          onClear={() => setSelected(new Set())}
        >
          <Button look="danger" size="small" onClick={() => setRevoked({ by: "ids", ids: chosen })}>
            {t("revoke.submit")}
          </Button>
        </SelectionBar>
      )}
      {giving && <GiveDialog onClose={() => setGiving(false)} />}
      {revoked !== null && <RevokeMany target={revoked} onClose={() => setRevoked(null)} />}
      <Outlet />
    </>
  );
}

function NoGrants({ filtered, onGive }: { filtered: boolean; onGive: () => void }) {
  const { t } = useI18n();
  if (filtered) {
    return (
      <EmptyState className="card" icon={<FilterX aria-hidden />} title={t("grants.empty.filtered")}>
        <Button asChild>
          <Link to="/access">{t("filter.clear")}</Link>
        </Button>
      </EmptyState>
    );
  }
  return (
    <EmptyState
      className="card"
      icon={<KeyRound aria-hidden />}
      title={t("grants.empty.title")}
      body={t("grants.empty.body")}
    >
      <Button look="primary" onClick={onGive}>
        {t("give.title")}
      </Button>
      <Button asChild>
        <Link to="/access/sales">{t("grants.empty.sales")}</Link>
      </Button>
    </EmptyState>
  );
}
