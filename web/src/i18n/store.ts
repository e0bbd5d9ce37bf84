/**
 * Which language and time zone the app speaks, and the catalogue of the moment. English is part of the app; the other
 * catalogues are loaded when they are wanted.
 */
import type { Translation } from "./catalogue";
import { en } from "./en";

export const LANGUAGES = ["en", "es", "tr"] as const;
export type Language = (typeof LANGUAGES)[number];
const STORED = "pinewire.language";

const loaders: Record<Language, () => Promise<Translation>> = {
  en: async () => en,
  es: async () => (await import("./es")).es,
  tr: async () => (await import("./tr")).tr,
};

export interface Locale {
  readonly language: Language;
  /** IANA name, e.g. `Europe/Istanbul`. */
  readonly timezone: string;
  readonly catalogue: Translation;
}

let locale: Locale = { language: "en", timezone: browserTimezone(), catalogue: en };
const listeners = new Set<() => void>();

export const localeStore = {
  get: (): Locale => locale,
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

function replace(next: Locale): void {
  locale = next;
  document.documentElement.lang = next.language;
  for (const listener of listeners) listener();
}

/** Switches the whole app; remembered for visits before sign-in. */
export async function setLanguage(language: Language): Promise<void> {
  const catalogue = await loaders[language]();
  localStorage.setItem(STORED, language);
  replace({ ...locale, language, catalogue });
}

export function setTimezone(timezone: string): void {
  if (timezone !== locale.timezone && isTimezone(timezone)) replace({ ...locale, timezone });
}

export function browserTimezone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}

function isTimezone(name: string): boolean {
  try {
    return Intl.DateTimeFormat("en", { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

const isLanguage = (text: string): text is Language => (LANGUAGES as readonly string[]).includes(text);

/** A language that we speak: English for what this version does not know. */
export function asLanguage(text: string): Language {
  return isLanguage(text) ? text : "en";
}

/** What a visitor who is not signed in most likely reads: the last choice, else the browser's first that we speak. */
export function preferredLanguage(): Language {
  const stored = localStorage.getItem(STORED);
  const candidates = [...(stored === null ? [] : [stored]), ...navigator.languages];
  return candidates.map((tag) => tag.slice(0, 2)).find(isLanguage) ?? "en";
}
