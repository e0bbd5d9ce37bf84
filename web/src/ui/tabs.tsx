import { Link, type LinkProps, useLocation } from "@tanstack/react-router";
import { Tabs as Radix } from "radix-ui";
import { type ComponentProps, type ReactNode, useEffect, useRef } from "react";
import { cn } from "@/lib/cn";

const strip = "flex gap-1 overflow-x-auto border-b border-line [scrollbar-width:none]";
const tab =
  "-mb-px border-b-2 border-transparent px-3 py-2 text-sm font-medium whitespace-nowrap text-muted transition-colors hover:text-ink focus-visible:-outline-offset-2";

export const Tabs = Radix.Root;

export function TabList({ className, ...props }: ComponentProps<typeof Radix.List>) {
  return <Radix.List className={cn(strip, className)} {...props} />;
}

export function Tab({ className, ...props }: ComponentProps<typeof Radix.Trigger>) {
  return (
    <Radix.Trigger
      className={cn(tab, "data-[state=active]:border-accent data-[state=active]:text-ink", className)}
      {...props}
    />
  );
}

export const TabPanel = Radix.Content;

/** Tabs that are pages of their own: links, with the current one marked. */
export function LinkTabs({
  label,
  tabs,
}: {
  label: string;
  tabs: readonly { to: LinkProps["to"]; label: ReactNode; exact?: boolean }[];
}) {
  const { pathname } = useLocation();
  const nav = useRef<HTMLElement>(null);
  // On a narrow screen the current tab may be beyond the edge.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page is another current tab
  useEffect(() => {
    nav.current?.querySelector("[aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
  }, [pathname]);
  return (
    <nav ref={nav} aria-label={label} className={cn(strip, "mb-5")}>
      {tabs.map((entry) => (
        <Link
          key={entry.to}
          to={entry.to}
          activeOptions={{ exact: entry.exact ?? false, includeSearch: false }}
          className={tab}
          activeProps={{ className: "border-accent! text-ink!", "aria-current": "page" }}
        >
          {entry.label}
        </Link>
      ))}
    </nav>
  );
}
