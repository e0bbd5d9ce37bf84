import { useNavigate } from "@tanstack/react-router";
import { Command } from "cmdk";
import { CornerDownLeft, FlaskConical, LogOut, Moon, Radio, Rocket, Sun } from "lucide-react";
import { Dialog } from "radix-ui";
import { type ReactNode, useState } from "react";
import { useSendTestAlert } from "@/features/alerts/api";
import { useI18n } from "@/i18n";
import { roomsOf } from "./rooms";
import { setTheme, useTheme } from "./theme";
import { useSignOut, useUser } from "./use-user";

const TICKER = /^[A-Za-z0-9._:!/-]{2,40}$/;

/** ⌘K: go to a room, to the signals of a ticker, or do something. */
export function Palette({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const { t } = useI18n();
  const { dark } = useTheme();
  const user = useUser();
  const navigate = useNavigate();
  const signOut = useSignOut();
  const testAlert = useSendTestAlert();
  const [text, setText] = useState("");

  const then = (action: () => unknown) => () => {
    onOpenChange(false);
    setText("");
    void action();
  };
  const ticker = TICKER.test(text.trim()) ? asciiUpperCase(text.trim()) : null;

  return (
    <Command.Dialog
      open={open}
      onOpenChange={onOpenChange}
      label={t("palette.open")}
      overlayClassName="fixed inset-0 z-40 animate-fade-in bg-black/45"
      contentClassName="fixed top-[12dvh] left-1/2 z-50 w-[calc(100vw-2rem)] max-w-xl -translate-x-1/2 animate-rise-in overflow-hidden rounded-card border border-line bg-surface shadow-float outline-none"
      aria-describedby={undefined}
    >
      <Dialog.Title className="sr-only">{t("palette.open")}</Dialog.Title>
      <Command.Input
        value={text}
        onValueChange={setText}
        placeholder={t("palette.placeholder")}
        className="h-13 w-full border-b border-line bg-transparent px-4 text-sm outline-none"
      />
      <Command.List className="max-h-[50dvh] overflow-y-auto p-2">
        <Command.Empty className="px-3 py-8 text-center text-sm text-muted">{t("palette.empty")}</Command.Empty>
        {ticker !== null && (
          <Item
            value={text}
            icon={<Radio aria-hidden />}
            onSelect={then(() => navigate({ to: "/signals", search: { ticker } }))}
          >
            {t("palette.signalsOf", { ticker })}
          </Item>
        )}
        <Group heading={t("palette.rooms")}>
          {roomsOf(user.role)
            .flatMap((room) => [room, ...(room.pages ?? [])])
            .map(({ to, label, icon: Icon }) => (
              <Item key={to} icon={<Icon aria-hidden />} onSelect={then(() => navigate({ to }))}>
                {t(label)}
              </Item>
            ))}
          <Item icon={<Rocket aria-hidden />} onSelect={then(() => navigate({ to: "/welcome" }))}>
            {t("nav.welcome")}
          </Item>
        </Group>
        <Group heading={t("palette.actions")}>
          <Item icon={<FlaskConical aria-hidden />} onSelect={then(() => testAlert.mutate({}))}>
            {t("palette.testAlert")}
          </Item>
          <Item
            icon={dark ? <Sun aria-hidden /> : <Moon aria-hidden />}
            onSelect={then(() => setTheme(dark ? "light" : "dark"))}
          >
            {`${t("theme.label")}: ${t(dark ? "theme.light" : "theme.dark")}`}
          </Item>
          <Item icon={<LogOut aria-hidden />} onSelect={then(signOut)}>
            {t("palette.signOut")}
          </Item>
        </Group>
      </Command.List>
    </Command.Dialog>
  );
}

/** Tickers are ASCII; upper-casing by the reader's language would turn `i` into `İ` in Turkish. */
function asciiUpperCase(text: string): string {
  return text.replace(/[a-z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 32));
}

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-3 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-muted"
    >
      {children}
    </Command.Group>
  );
}

interface ItemProps {
  icon: ReactNode;
  onSelect: () => void;
  children: string;
  /** What the search matches; the label when left out. */
  value?: string;
}

function Item({ icon, onSelect, children, value }: ItemProps) {
  return (
    <Command.Item
      value={value ?? children}
      onSelect={onSelect}
      className="group flex h-10 items-center gap-3 rounded-lg px-2.5 text-sm data-[selected=true]:bg-accent-soft data-[selected=true]:text-accent [&_svg]:size-4"
    >
      {icon}
      <span className="truncate">{children}</span>
      <CornerDownLeft aria-hidden className="ml-auto opacity-0 group-data-[selected=true]:opacity-100" />
    </Command.Item>
  );
}
