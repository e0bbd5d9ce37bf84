import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { useI18n } from "@/i18n";
import { cn } from "@/lib/cn";
import { Button, type ButtonProps } from "./button";
import { ScrollBox } from "./scroll-box";

/** Copies `text`, and says so for a moment. */
export function CopyButton({
  text,
  label,
  onCopied,
  ...props
}: ButtonProps & { text: string; label?: string; onCopied?: () => void }) {
  const { t } = useI18n();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    onCopied?.();
  };
  return (
    <Button onClick={copy} {...props}>
      {copied ? <Check aria-hidden className="text-gain" /> : <Copy aria-hidden />}
      <span aria-live="polite">{copied ? t("action.copied") : (label ?? t("action.copy"))}</span>
    </Button>
  );
}

/** Text for machines: monospaced, scrolls on its own. */
export function CodeBlock({ children, label, className }: { children: string; label: string; className?: string }) {
  return (
    <ScrollBox label={label} className={cn("max-h-96 rounded-lg border border-line bg-sunken p-3", className)}>
      <pre className="font-mono text-xs leading-relaxed">
        <code>{children}</code>
      </pre>
    </ScrollBox>
  );
}
