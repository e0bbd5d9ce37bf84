import { ExternalLink } from "lucide-react";
import { Dialog } from "radix-ui";
import { type ReactNode, useState } from "react";
import type { Signal } from "@/api/types";
import { useI18n } from "@/i18n";
import { cn } from "@/lib/cn";
import { Button } from "@/ui/button";
import { ShotBadge } from "./badges";
import { stableUrl } from "./screenshot-url";

interface ScreenshotProps {
  signal: Signal;
  /** The size of the picture, and of the frame that says why there is none. */
  picture: string;
  gap: string;
}

/** The picture, or why there is none. A click enlarges it. */
export function Screenshot({ signal, picture, gap }: ScreenshotProps) {
  const { t, format } = useI18n();
  const [broken, setBroken] = useState<string | null>(null);
  const url = stableUrl(signal);
  const frame = "relative grid place-items-center overflow-hidden rounded-lg border border-line bg-sunken";

  if (url === null || broken === url) {
    return (
      <div className={cn(frame, gap)}>
        <div className="grid justify-items-center gap-1.5 p-3 text-center">
          {broken === url && url !== null ? (
            <p className="text-xs text-muted">{t("shot.broken")}</p>
          ) : (
            <ShotBadge status={signal.screenshot_status} />
          )}
          {signal.screenshot_error && <p className="max-w-sm text-xs text-muted">{signal.screenshot_error}</p>}
        </div>
      </div>
    );
  }
  return (
    <Lightbox signal={signal} url={url}>
      <button
        type="button"
        aria-label={t("shot.enlarge", { symbol: signal.symbol })}
        className={cn(frame, picture, "group w-full cursor-zoom-in")}
      >
        <img
          src={url}
          alt={t("shot.alt", { symbol: signal.symbol, time: format.instant(signal.created_at) })}
          loading="lazy"
          decoding="async"
          onError={() => setBroken(url)}
          className="size-full object-cover transition-transform duration-300 group-hover:scale-[1.015]"
        />
      </button>
    </Lightbox>
  );
}

/** The thumbnail of a table's row. */
export function Thumbnail({ signal }: { signal: Signal }) {
  const { t } = useI18n();
  const [broken, setBroken] = useState<string | null>(null);
  const url = stableUrl(signal);
  if (url === null) return <ShotBadge status={signal.screenshot_status} />;
  if (broken === url) return <span className="text-xs text-muted">{t("shot.broken")}</span>;
  return (
    <Lightbox signal={signal} url={url}>
      <button
        type="button"
        aria-label={t("shot.enlarge", { symbol: signal.symbol })}
        className="block h-9 w-16 cursor-zoom-in overflow-hidden rounded border border-line bg-sunken"
      >
        <img
          src={url}
          alt=""
          loading="lazy"
          decoding="async"
          onError={() => setBroken(url)}
          className="size-full object-cover"
        />
      </button>
    </Lightbox>
  );
}

function Lightbox({ signal, url, children }: { signal: Signal; url: string; children: ReactNode }) {
  const { t, format } = useI18n();
  return (
    <Dialog.Root>
      <Dialog.Trigger asChild>{children}</Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-50 animate-fade-in bg-black/80" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-2 z-50 m-auto flex h-fit max-h-[calc(100dvh-1rem)] w-fit max-w-[calc(100vw-1rem)] animate-rise-in flex-col overflow-hidden rounded-card border border-line bg-surface outline-none sm:inset-6"
        >
          <div className="flex items-center justify-between gap-3 px-3 py-2">
            <Dialog.Title className="truncate text-sm font-medium">
              {signal.symbol} <span className="font-normal text-muted">{format.instant(signal.created_at)}</span>
            </Dialog.Title>
            <div className="flex gap-2">
              <Button asChild size="small">
                <a href={url} target="_blank" rel="noreferrer">
                  <ExternalLink aria-hidden />
                  <span className="max-sm:sr-only">{t("shot.download")}</span>
                </a>
              </Button>
              <Dialog.Close asChild>
                <Button size="small">{t("action.close")}</Button>
              </Dialog.Close>
            </div>
          </div>
          <img
            src={url}
            alt={t("shot.alt", { symbol: signal.symbol, time: format.instant(signal.created_at) })}
            className="min-h-0 object-contain"
          />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
