/**
 * The webhook URL, for as long as this tab is open. The server shows it only when it is made and keeps no readable
 * copy, so between making it and pasting it into TradingView the tab's session storage is the only place it is kept.
 */
const KEY = "pinewire.webhook-url";

export function rememberWebhookUrl(url: string): void {
  sessionStorage.setItem(KEY, url);
}

/** The URL, if this tab knows it and it is the one that `hint` (its last characters) speaks of. */
export function knownWebhookUrl(hint: string): string | null {
  const url = sessionStorage.getItem(KEY);
  return url?.endsWith(hint) ? url : null;
}

export function forgetWebhookUrl(): void {
  sessionStorage.removeItem(KEY);
}
