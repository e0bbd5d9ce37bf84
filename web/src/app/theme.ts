/** Light, dark, or as the system says. `public/theme-boot.js` applies the same rule before the first paint. */
import { useSyncExternalStore } from "react";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const KEY = "pinewire.theme";
const systemIsDark = matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();

const isTheme = (text: string | null): text is Theme => (THEMES as readonly (string | null)[]).includes(text);

function stored(): Theme {
  const text = localStorage.getItem(KEY);
  return isTheme(text) ? text : "system";
}

let theme = stored();

function isDark(): boolean {
  return theme === "dark" || (theme === "system" && systemIsDark.matches);
}

function apply(): void {
  document.documentElement.classList.toggle("dark", isDark());
  for (const listener of listeners) listener();
}

systemIsDark.addEventListener("change", apply);

export function setTheme(next: Theme): void {
  theme = next;
  localStorage.setItem(KEY, next);
  apply();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The choice, and whether it comes out dark at the moment. */
export function useTheme(): { theme: Theme; dark: boolean } {
  return {
    theme: useSyncExternalStore(subscribe, () => theme),
    dark: useSyncExternalStore(subscribe, isDark),
  };
}
