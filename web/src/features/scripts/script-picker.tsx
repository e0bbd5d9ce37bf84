import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useI18n } from "@/i18n";
import { Checkbox, Input } from "@/ui/field";
import { Loaded } from "@/ui/loaded";
import { shareableQuery } from "./api";

interface ScriptPickerProps {
  label: string;
  error?: string | undefined;
  /** Ids. */
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}

/** With so many there is a field to narrow them down. */
const MANY = 8;

/** Which of the invite-only scripts. */
export function ScriptPicker({ label, error, chosen, onChange }: ScriptPickerProps) {
  const { t, language } = useI18n();
  const query = useQuery(shareableQuery);
  const [search, setSearch] = useState("");
  const wanted = search.trim().toLocaleLowerCase(language);
  return (
    <fieldset className="grid gap-1.5">
      <legend className="mb-1.5 text-[0.8125rem] font-medium">{label}</legend>
      <Loaded query={query} rows={2}>
        {(scripts) =>
          scripts.length === 0 ? (
            <p className="text-[0.8125rem] text-muted">
              {t("scripts.pick.none")}{" "}
              <Link to="/access/scripts" className="rounded font-medium text-accent underline underline-offset-2">
                {t("scripts.pick.sync")}
              </Link>
            </p>
          ) : (
            <>
              {scripts.length > MANY && (
                <Input
                  type="search"
                  aria-label={t("scripts.pick.search")}
                  placeholder={t("scripts.pick.search")}
                  value={search}
                  onChange={(event) => setSearch(event.target.value)}
                />
              )}
              <div className="grid max-h-48 gap-0.5 overflow-y-auto rounded-lg border border-line p-1.5">
                {scripts
                  .filter(({ title }) => title.toLocaleLowerCase(language).includes(wanted))
                  .map(({ id, title }) => (
                    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the Checkbox inside
                    <label key={id} className="flex items-start gap-2.5 rounded-md px-1.5 py-1 text-sm hover:bg-sunken">
                      <Checkbox
                        className="mt-0.5"
                        checked={chosen.includes(id)}
                        onChange={(event) =>
                          onChange(event.target.checked ? [...chosen, id] : chosen.filter((each) => each !== id))
                        }
                      />
                      <span className="min-w-0 wrap-anywhere">{title}</span>
                    </label>
                  ))}
              </div>
            </>
          )
        }
      </Loaded>
      {error && (
        <p role="alert" className="text-xs font-medium text-loss">
          {error}
        </p>
      )}
    </fieldset>
  );
}
