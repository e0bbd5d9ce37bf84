import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Link, Outlet, useNavigate } from "@tanstack/react-router";
import { CalendarX, Download, LayoutGrid, Pause, Play, Radio, Rows3 } from "lucide-react";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { Notices } from "@/features/alerts/notices";
import { useI18n } from "@/i18n";
import { cn } from "@/lib/cn";
import { useCleanSearch } from "@/lib/use-clean-search";
import { useMediaQuery } from "@/lib/use-media-query";
import { useTitle } from "@/lib/use-title";
import { Button } from "@/ui/button";
import { PageHeader } from "@/ui/card";
import { Segmented } from "@/ui/segmented";
import { EmptyState, ErrorState, SkeletonRows } from "@/ui/states";
import { signalsQuery } from "./api";
import { FilterBar } from "./filter-bar";
import { useLiveStatus } from "./live";
import { activeFilters, exportHref, parseSignalSearch, toQuery } from "./search";
import { SelectionBar } from "./selection-bar";
import { SignalCards } from "./signal-cards";
import { type Selection, SignalTable } from "./signal-table";
import { useArrivals } from "./use-arrivals";
import { useLiveList } from "./use-live-list";

/** The list of signals: live, filtered, selectable. The detail of one opens above it. */
export function SignalsPage() {
  const { t, timezone } = useI18n();
  useTitle(t("signals.title"));
  const search = useCleanSearch("/app/signals", parseSignalSearch);
  const navigate = useNavigate({ from: "/signals" });
  const wide = useMediaQuery("(min-width: 64rem)");
  const view = search.view ?? (wide ? "table" : "cards");
  const query = toQuery(search, timezone);
  const list = useInfiniteQuery({ ...signalsQuery(query), placeholderData: keepPreviousData });
  const live = useLiveList(query);
  const [selected, setSelected] = useState<Selection["state"]>({});
  const selection: Selection = { state: selected, onChange: setSelected };

  const signals = list.data?.pages.flatMap((page) => page.data) ?? [];
  const arrived = useArrivals(signals, JSON.stringify(query));
  const filtered = activeFilters(search) > 0;
  const chosen = signals.filter((signal) => selected[signal.id]);

  return (
    <>
      <PageHeader title={t("signals.title")} subtitle={<LiveState paused={live.paused} />}>
        <Button onClick={() => live.setPaused(!live.paused)} aria-pressed={live.paused}>
          {live.paused ? <Play aria-hidden /> : <Pause aria-hidden />}
          <span className="max-sm:sr-only">{t(live.paused ? "signals.live.resume" : "signals.live.pause")}</span>
        </Button>
        <Button asChild>
          <a href={exportHref(query)} download>
            <Download aria-hidden />
            <span className="max-sm:sr-only">{t("signals.export")}</span>
          </a>
        </Button>
        <Segmented
          label={t("signals.view.label")}
          value={view}
          onChange={(next) =>
            navigate({ to: ".", search: (now) => parseSignalSearch({ ...now, view: next }), replace: true })
          }
          options={[
            { value: "table", label: <Rows3 aria-hidden />, title: t("signals.view.table") },
            { value: "cards", label: <LayoutGrid aria-hidden />, title: t("signals.view.cards") },
          ]}
        />
      </PageHeader>
      <Notices />
      <FilterBar />
      {live.held > 0 && (
        <Button look="primary" size="small" className="mb-3" onClick={() => live.setPaused(false)}>
          <Play aria-hidden />
          {t("signals.live.changes", { count: live.held })}
        </Button>
      )}
      {list.isPending ? (
        <SkeletonRows rows={8} />
      ) : list.isError && signals.length === 0 ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : signals.length === 0 ? (
        <NoSignals filtered={filtered} />
      ) : (
        <div className={cn(list.isPlaceholderData && "opacity-60 transition-opacity")}>
          {view === "table" ? (
            <SignalTable signals={signals} selection={selection} arrived={arrived} />
          ) : (
            <SignalCards signals={signals} selection={selection} arrived={arrived} />
          )}
          <MoreSignals
            count={signals.length}
            more={list.hasNextPage}
            busy={list.isFetchingNextPage}
            onMore={() => void list.fetchNextPage()}
          />
        </div>
      )}
      {chosen.length > 0 && <SelectionBar signals={chosen} onClear={() => setSelected({})} />}
      <Outlet />
    </>
  );
}

function LiveState({ paused }: { paused: boolean }) {
  const { t } = useI18n();
  const status = useLiveStatus();
  const label = paused
    ? t("signals.live.paused")
    : { live: t("signals.live"), connecting: t("signals.live.connecting"), offline: t("signals.live.offline") }[status];
  return (
    <span role="status" className="inline-flex items-center gap-1.5">
      <span
        aria-hidden
        className={cn(
          "size-2 rounded-full bg-line-strong",
          !paused && status === "live" && "animate-live bg-gain",
          !paused && status === "offline" && "bg-warn",
        )}
      />
      {label}
    </span>
  );
}

function NoSignals({ filtered }: { filtered: boolean }) {
  const { t } = useI18n();
  if (filtered) {
    return (
      <EmptyState
        className="card"
        icon={<CalendarX aria-hidden />}
        title={t("signals.empty.filtered.title")}
        body={t("signals.empty.filtered.body")}
      >
        <Button asChild>
          <Link to="/signals">{t("filter.clear")}</Link>
        </Button>
      </EmptyState>
    );
  }
  return (
    <EmptyState
      className="card"
      icon={<Radio aria-hidden />}
      title={t("signals.empty.title")}
      body={t("signals.empty.body")}
    >
      <Button asChild look="primary">
        <Link to="/welcome">{t("nav.welcome")}</Link>
      </Button>
      <Button asChild>
        <Link to="/alerts">{t("signals.empty.setUp")}</Link>
      </Button>
    </EmptyState>
  );
}

interface MoreProps {
  count: number;
  more: boolean;
  busy: boolean;
  onMore: () => void;
}

/** Loads on as the end comes into sight; the button is for keyboards. */
function MoreSignals({ count, more, busy, onMore }: MoreProps) {
  const { t } = useI18n();
  const end = useRef<HTMLDivElement>(null);
  const onSeen = useEffectEvent(() => {
    if (more && !busy) onMore();
  });
  useEffect(() => {
    if (end.current === null) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && onSeen(), { rootMargin: "400px" });
    observer.observe(end.current);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={end} className="mt-4 flex items-center justify-center gap-4 text-xs text-muted">
      <span className="tabular">{t("signals.loaded", { count })}</span>
      {more && (
        <Button size="small" busy={busy} onClick={onMore}>
          {t("action.loadMore")}
        </Button>
      )}
    </div>
  );
}
