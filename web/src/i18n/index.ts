/** Messages and formats for components: `const { t, format } = useI18n()`. */
import { useSyncExternalStore } from "react";
import { type Args, type Key, render } from "./catalogue";
import { createFormats, type Formats } from "./format";
import { type Locale, localeStore } from "./store";

export type { Key } from "./catalogue";
export type { Formats } from "./format";
export { asLanguage, browserTimezone, LANGUAGES, preferredLanguage, setLanguage, setTimezone } from "./store";

export type Translate = <K extends Key>(key: K, ...values: Args<K>) => string;

export interface I18n {
  t: Translate;
  format: Formats;
  language: Locale["language"];
  timezone: string;
}

function translator({ language, catalogue }: Locale): Translate {
  return (key, ...values) => render(catalogue[key], language, values[0] ?? {});
}

const made = new WeakMap<Locale, I18n>();

/** Formats are costly to make, so that every component of one locale shares them. */
function i18nOf(locale: Locale): I18n {
  const known = made.get(locale);
  if (known !== undefined) return known;
  const { language, timezone } = locale;
  const i18n = { t: translator(locale), format: createFormats(language, timezone), language, timezone };
  made.set(locale, i18n);
  return i18n;
}

export function useI18n(): I18n {
  return i18nOf(useSyncExternalStore(localeStore.subscribe, localeStore.get));
}

/** For code outside components (a toast from a mutation): the language of the moment. */
export const translate: Translate = (key, ...values) => i18nOf(localeStore.get()).t(key, ...values);
