/** Windows above the page: a dialog in the middle, a sheet at the side, a question that must be answered. */
import { X } from "lucide-react";
import { AlertDialog, Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { useI18n } from "@/i18n";
import { cn } from "@/lib/cn";
import { Button } from "./button";

const overlay = "fixed inset-0 z-40 animate-fade-in bg-black/45";
const panel = "fixed z-50 bg-surface text-ink shadow-float outline-none dark:bg-surface";
const centred =
  "top-1/2 left-1/2 w-[calc(100vw-2rem)] -translate-x-1/2 -translate-y-1/2 animate-rise-in rounded-card border border-line";

interface WindowProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  description?: ReactNode;
  children: ReactNode;
  className?: string;
}

function CloseButton() {
  const { t } = useI18n();
  return (
    <Radix.Close asChild>
      <Button look="ghost" size="iconSmall" className="-mt-1 -mr-1" aria-label={t("action.close")}>
        <X aria-hidden />
      </Button>
    </Radix.Close>
  );
}

export function Dialog({ open, onOpenChange, title, description, children, className }: WindowProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={overlay} />
        <Radix.Content
          className={cn(panel, centred, "max-h-[calc(100dvh-2rem)] max-w-lg overflow-y-auto p-5", className)}
          {...(description ? {} : { "aria-describedby": undefined })}
        >
          <div className="mb-3 flex items-start justify-between gap-4">
            <Radix.Title className="text-base font-semibold">{title}</Radix.Title>
            <CloseButton />
          </div>
          {description && <Radix.Description className="mb-4 text-sm text-muted">{description}</Radix.Description>}
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Slides in from the right; the whole width on a phone. */
export function Sheet({ open, onOpenChange, title, description, children, className }: WindowProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={overlay} />
        <Radix.Content
          className={cn(
            panel,
            "inset-y-0 right-0 flex w-full max-w-2xl animate-slide-in flex-col border-line sm:border-l",
            className,
          )}
          {...(description ? {} : { "aria-describedby": undefined })}
        >
          <div className="flex items-start justify-between gap-4 border-b border-line px-4 py-3 sm:px-6 sm:py-4">
            <div className="min-w-0">
              <Radix.Title className="text-base font-semibold wrap-anywhere">{title}</Radix.Title>
              {description && (
                <Radix.Description className="text-[0.8125rem] text-muted">{description}</Radix.Description>
              )}
            </div>
            <CloseButton />
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto px-4 py-4 sm:px-6 sm:py-5">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

interface ConfirmProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  body: ReactNode;
  confirm: string;
  onConfirm: () => void;
  busy?: boolean;
  danger?: boolean;
  children?: ReactNode;
}

/** Asks before something that cannot simply be undone. Stays open while `busy`; the caller closes it. */
export function Confirm({ open, onOpenChange, title, body, confirm, onConfirm, busy, danger, children }: ConfirmProps) {
  const { t } = useI18n();
  return (
    <AlertDialog.Root open={open} onOpenChange={onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className={overlay} />
        <AlertDialog.Content className={cn(panel, centred, "max-w-md p-5")}>
          <AlertDialog.Title className="text-base font-semibold">{title}</AlertDialog.Title>
          <AlertDialog.Description className="mt-2 text-sm text-muted">{body}</AlertDialog.Description>
          {children}
          <div className="mt-5 flex justify-end gap-2">
            <AlertDialog.Cancel asChild>
              <Button>{t("action.cancel")}</Button>
            </AlertDialog.Cancel>
            <Button look={danger ? "danger" : "primary"} busy={busy} onClick={onConfirm}>
              {confirm}
            </Button>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
