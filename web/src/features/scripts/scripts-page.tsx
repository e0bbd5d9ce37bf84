import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { ExternalLink, FileCode, FilterX, KeyRound, Settings2 } from "lucide-react";
import type { Script } from "@/api/types";
import { durationText } from "@/features/grants/term";
import { useI18n } from "@/i18n";
import { wordOf } from "@/i18n/words";
import { cn } from "@/lib/cn";
import { useCleanSearch } from "@/lib/use-clean-search";
import { useEdited } from "@/lib/use-edited";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { ChoiceFilter, FilterPanel, TextFilter } from "@/ui/filters";
import { LoadMore } from "@/ui/load-more";
import { EmptyState, ErrorState, SkeletonRows } from "@/ui/states";
import { scriptsQuery } from "./api";
import { ScriptDialog } from "./script-dialog";
import { ACCESSES, KINDS, parseScriptSearch, type ScriptSearch, toScriptQuery } from "./search";
import { SyncCard } from "./sync-card";

/** The seller's published scripts, as the latest sync found them, with what was set for each. */
export function ScriptsPage() {
  const { t } = useI18n();
  const search = useCleanSearch("/app/access/scripts", parseScriptSearch);
  const list = useInfiniteQuery({ ...scriptsQuery(toScriptQuery(search)), placeholderData: keepPreviousData });
  const scripts = list.data?.pages.flatMap((page) => page.data) ?? [];
  const { edited, edit, close } = useEdited(scripts);
  const filtered = Object.keys(search).length > 0;
  return (
    <>
      <SyncCard />
      <Filters />
      {list.isPending ? (
        <SkeletonRows rows={5} />
      ) : list.isError && scripts.length === 0 ? (
        <ErrorState error={list.error} onRetry={() => void list.refetch()} />
      ) : scripts.length === 0 ? (
        <EmptyState
          className="card"
          icon={filtered ? <FilterX aria-hidden /> : <FileCode aria-hidden />}
          title={t(filtered ? "scripts.empty.filtered" : "scripts.empty.title")}
          body={filtered ? undefined : t("scripts.empty.body")}
        />
      ) : (
        <ul className={cn("grid grid-cols-1 gap-2", list.isPlaceholderData && "opacity-60")}>
          {scripts.map((script) => (
            <ScriptItem key={script.id} script={script} onEdit={() => edit(script)} />
          ))}
        </ul>
      )}
      <LoadMore list={list} />
      {edited && <ScriptDialog script={edited} onClose={close} />}
    </>
  );
}

function Filters() {
  const { t } = useI18n();
  const search = useCleanSearch("/app/access/scripts", parseScriptSearch);
  const navigate = useNavigate({ from: "/access/scripts" });
  const set = (change: Partial<Record<keyof ScriptSearch, string>>) =>
    navigate({ to: ".", search: (now) => parseScriptSearch({ ...now, ...change }), replace: true });
  return (
    <FilterPanel count={Object.keys(search).length} onClear={() => navigate({ to: ".", search: {} })}>
      <TextFilter label={t("scripts.filter.search")} value={search.search} onChange={(text) => set({ search: text })} />
      <ChoiceFilter label={t("scripts.filter.access")} value={search.access} onChange={(access) => set({ access })}>
        {ACCESSES.map((access) => (
          <option key={access} value={access}>
            {t(`scripts.access.${access}`)}
          </option>
        ))}
      </ChoiceFilter>
      <ChoiceFilter label={t("scripts.filter.kind")} value={search.kind} onChange={(kind) => set({ kind })}>
        {KINDS.map((kind) => (
          <option key={kind} value={kind}>
            {t(`scripts.kind.${kind}`)}
          </option>
        ))}
      </ChoiceFilter>
      <ChoiceFilter label={t("scripts.filter.sale")} value={search.sale} onChange={(sale) => set({ sale })}>
        <option value="yes">{t("scripts.yes")}</option>
        <option value="no">{t("scripts.no")}</option>
      </ChoiceFilter>
      <ChoiceFilter
        label={t("scripts.filter.removed")}
        value={search.removed}
        onChange={(removed) => set({ removed })}
        none={t("scripts.there")}
      >
        <option value="only">{t("scripts.gone")}</option>
        <option value="all">{t("scripts.all")}</option>
      </ChoiceFilter>
    </FilterPanel>
  );
}

function ScriptItem({ script, onEdit }: { script: Script; onEdit: () => void }) {
  const { t } = useI18n();
  return (
    <li className="card flex flex-wrap items-center gap-x-4 gap-y-3 p-4">
      <div className="min-w-0 flex-1 basis-64">
        <h2 className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm font-semibold">
          <span className="min-w-0 wrap-anywhere">{script.title}</span>
          {script.access && <Badge>{t(`scripts.access.${script.access}`)}</Badge>}
          {script.is_for_sale && <Badge tone="gain">{t("scripts.forSale")}</Badge>}
          {script.removed_at && <Badge tone="loss">{t("scripts.removed")}</Badge>}
        </h2>
        {script.description && <p className="mt-1 line-clamp-2 text-[0.8125rem] text-muted">{script.description}</p>}
        <p className="mt-1 text-xs text-muted">
          {[
            script.kind && wordOf(t, "scripts.kind", script.kind),
            script.pine_version && t("scripts.version", { version: script.pine_version }),
            script.likes !== null && t("scripts.likes", { count: script.likes }),
            script.default_duration === null
              ? t("scripts.default.none")
              : t("scripts.default", { duration: durationText(t, script.default_duration) }),
            script.price_reference && t("scripts.price", { reference: script.price_reference }),
          ]
            .filter(Boolean)
            .join(" · ")}
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        <Button asChild size="small">
          <Link to="/access" search={{ script: script.id }}>
            <KeyRound aria-hidden />
            {t("scripts.grants")}
          </Link>
        </Button>
        <Button size="small" aria-label={t("scripts.edit", { title: script.title })} onClick={onEdit}>
          <Settings2 aria-hidden />
          {t("scripts.edit.short")}
        </Button>
        {script.url?.startsWith("https://") && (
          <Button asChild size="iconSmall" look="ghost">
            <a
              href={script.url}
              target="_blank"
              rel="noreferrer"
              aria-label={t("scripts.open", { title: script.title })}
            >
              <ExternalLink aria-hidden />
            </a>
          </Button>
        )}
      </div>
    </li>
  );
}
