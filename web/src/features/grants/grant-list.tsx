import { Link } from "@tanstack/react-router";
import type { Grant } from "@/api/types";
import { useI18n } from "@/i18n";
import { Checkbox } from "@/ui/field";
import { DriftBadge, Expiry, GrantBadge } from "./badges";

export interface Selection {
  ids: ReadonlySet<string>;
  onChange: (ids: ReadonlySet<string>) => void;
}

/** Who has access to what until when: columns where there is room, two lines each on a phone. */
export function GrantList({ grants, selection }: { grants: readonly Grant[]; selection: Selection }) {
  const { t } = useI18n();
  const chosen = grants.filter(({ id }) => selection.ids.has(id)).length;
  const toggle = (id: string) => {
    const ids = new Set(selection.ids);
    if (!ids.delete(id)) ids.add(id);
    selection.onChange(ids);
  };
  return (
    <div className="card overflow-hidden">
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the control is the Checkbox inside */}
      <label className="flex h-10 items-center gap-3 border-b border-line px-4 text-xs text-muted">
        <Checkbox
          checked={chosen === grants.length}
          onChange={() =>
            selection.onChange(chosen === grants.length ? new Set() : new Set(grants.map(({ id }) => id)))
          }
          ref={(box) => {
            if (box) box.indeterminate = chosen > 0 && chosen < grants.length;
          }}
        />
        {t("grants.selectAll")}
      </label>
      <ul className="divide-y divide-line">
        {grants.map((grant) => (
          <li
            key={grant.id}
            className="grid grid-cols-[auto_minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1 px-4 py-2.5 text-[0.8125rem] hover:bg-sunken md:grid-cols-[auto_minmax(0,1.2fr)_minmax(0,1.4fr)_minmax(0,1.3fr)_auto] dark:hover:bg-raised"
          >
            <Checkbox
              aria-label={t("grants.selectOne", { username: grant.username, script: grant.script.title })}
              checked={selection.ids.has(grant.id)}
              onChange={() => toggle(grant.id)}
            />
            <Link
              to="/access/grants/$grantId"
              params={{ grantId: grant.id }}
              search
              className="relative truncate rounded font-semibold hover:underline"
            >
              {grant.username}
              <span className="sr-only">: {grant.script.title}</span>
            </Link>
            <span className="flex flex-wrap items-center justify-end gap-1.5 md:order-last">
              {grant.drift && <DriftBadge drift={grant.drift} />}
              <GrantBadge grant={grant} />
            </span>
            <span aria-hidden className="truncate text-muted max-md:col-start-2 max-md:col-end-4">
              {grant.script.title}
            </span>
            <span className="truncate max-md:col-start-2 max-md:col-end-4">
              <Expiry at={grant.expires_at} live={grant.has_access} />
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
