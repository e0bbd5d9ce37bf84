import { Link, Outlet, useLocation } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { lazy, type ReactNode, Suspense, useEffect, useState } from "react";
import { QuotaMeter } from "@/features/alerts/quota-meter";
import { useI18n } from "@/i18n";
import { cn } from "@/lib/cn";
import { Button } from "@/ui/button";
import { SkeletonRows } from "@/ui/states";
import { AccountMenu } from "./account-menu";
import { Brand, BrandMark } from "./brand";
import { isInRoom, type Room, roomsOf } from "./rooms";
import { useUser } from "./use-user";

const Palette = lazy(async () => ({ default: (await import("./palette")).Palette }));
const isMac = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** The frame of every page behind the sign-in: navigation, search, account. */
export function Shell() {
  const { t } = useI18n();
  const user = useUser();
  const rooms = roomsOf(user.role);
  const [paletteOpen, setPaletteOpen] = usePaletteShortcut();

  return (
    <div className="lg:grid lg:grid-cols-[15rem_minmax(0,1fr)]">
      <a
        href="#content"
        className="fixed top-2 left-2 z-50 -translate-y-20 rounded-lg bg-accent px-3 py-2 text-sm font-medium text-accent-ink focus:translate-y-0"
      >
        {t("app.skip")}
      </a>
      <SideBar rooms={rooms} onSearch={() => setPaletteOpen(true)} />
      <div className="min-w-0">
        <TopBar onSearch={() => setPaletteOpen(true)} />
        <main
          id="content"
          tabIndex={-1}
          className="mx-auto max-w-[90rem] px-4 pt-5 pb-28 outline-none sm:px-6 lg:px-8 lg:pt-7 lg:pb-12"
        >
          <Suspense fallback={<SkeletonRows />}>
            <Outlet />
          </Suspense>
        </main>
      </div>
      <BottomBar rooms={rooms} />
      {paletteOpen !== undefined && (
        <Suspense>
          <Palette open={paletteOpen} onOpenChange={setPaletteOpen} />
        </Suspense>
      )}
    </div>
  );
}

/** Undefined until it is opened for the first time, so that its code is not loaded before. */
function usePaletteShortcut() {
  const [open, setOpen] = useState<boolean>();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      setOpen((now) => !now);
    };
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, []);
  return [open, setOpen] as const;
}

function SideBar({ rooms, onSearch }: { rooms: readonly Room[]; onSearch: () => void }) {
  const { t } = useI18n();
  return (
    <aside className="sticky top-0 hidden h-dvh flex-col gap-1 border-r border-line bg-surface px-3 py-4 lg:flex">
      <div className="flex items-center justify-between pb-4 pl-2">
        <Link to="/signals" className="rounded-md">
          <Brand />
        </Link>
        <AccountMenu />
      </div>
      <button
        type="button"
        onClick={onSearch}
        className="mb-3 flex h-9 items-center gap-2 rounded-lg border border-line bg-sunken px-2.5 text-[0.8125rem] text-muted transition-colors hover:text-ink"
      >
        <Search aria-hidden className="size-4" />
        <span className="truncate">{t("palette.hint")}</span>
        <kbd className="ml-auto font-sans text-xs whitespace-nowrap">{isMac ? "⌘K" : "Ctrl K"}</kbd>
      </button>
      <nav aria-label={t("app.navigation")} className="grid gap-0.5">
        {rooms.map((room) => (
          <RoomLink
            key={room.to}
            room={room}
            className="flex h-9 items-center gap-2.5 rounded-lg px-2.5 text-sm font-medium text-muted transition-colors hover:bg-sunken hover:text-ink dark:hover:bg-raised"
            current="bg-accent-soft! text-accent!"
          >
            <room.icon aria-hidden className="size-4.5" />
            {t(room.label)}
          </RoomLink>
        ))}
      </nav>
      <div className="mt-auto px-1">
        <QuotaMeter />
      </div>
    </aside>
  );
}

interface RoomLinkProps {
  room: Room;
  className: string;
  /** Looks of the room that the page is in. */
  current: string;
  children: ReactNode;
}

function RoomLink({ room, className, current, children }: RoomLinkProps) {
  const { pathname } = useLocation();
  const isCurrent = isInRoom(room, pathname);
  return (
    <Link
      to={room.to}
      activeProps={{}}
      aria-current={isCurrent ? "page" : undefined}
      className={cn(className, isCurrent && current)}
    >
      {children}
    </Link>
  );
}

function TopBar({ onSearch }: { onSearch: () => void }) {
  const { t } = useI18n();
  return (
    <header className="sticky top-0 z-30 flex h-14 items-center gap-1 border-b border-line bg-surface/95 px-4 backdrop-blur lg:hidden">
      <Link to="/signals" className="mr-auto flex items-center gap-2.5 rounded-md font-semibold tracking-tight">
        <BrandMark />
        pinewire
      </Link>
      <Button look="ghost" size="icon" aria-label={t("palette.open")} onClick={onSearch}>
        <Search aria-hidden />
      </Button>
      <AccountMenu />
    </header>
  );
}

function BottomBar({ rooms }: { rooms: readonly Room[] }) {
  const { t } = useI18n();
  return (
    <nav
      aria-label={t("app.navigation")}
      className="fixed inset-x-0 bottom-0 z-30 grid auto-cols-fr grid-flow-col border-t border-line bg-surface/95 pb-[env(safe-area-inset-bottom)] backdrop-blur lg:hidden"
    >
      {rooms.map((room) => (
        <RoomLink
          key={room.to}
          room={room}
          className="flex h-15 min-w-0 flex-col items-center justify-center gap-1 text-[0.6875rem] font-medium text-muted"
          current="text-accent!"
        >
          <room.icon aria-hidden className="size-5" />
          <span className="max-w-full truncate px-0.5">{t(room.short ?? room.label)}</span>
        </RoomLink>
      ))}
    </nav>
  );
}
