/** The rooms of the app, in the order of the navigation. */
import type { LinkProps } from "@tanstack/react-router";
import {
  CandlestickChart,
  ChartNoAxesCombined,
  Gauge,
  KeyRound,
  Landmark,
  type LucideIcon,
  Radio,
  Settings,
  ShieldCheck,
  Webhook,
  Zap,
} from "lucide-react";
import type { Role } from "@/api/types";
import type { Key } from "@/i18n";

export interface Room {
  to: NonNullable<LinkProps["to"]>;
  label: Extract<Key, `nav.${string}`>;
  /** For the narrow bar of a phone, where the label is too long for it. */
  short?: Extract<Key, `nav.${string}`>;
  icon: LucideIcon;
  /** Pages of the room whose addresses do not begin with its own. */
  pages?: readonly Room[];
}

const TRADERS_PAGES: readonly Room[] = [
  { to: "/brokers", label: "nav.brokers", icon: Landmark },
  { to: "/risk", label: "nav.risk", icon: Gauge },
  { to: "/alert-orders", label: "nav.alertOrders", icon: Zap },
];

const ROOMS: readonly Room[] = [
  { to: "/signals", label: "nav.signals", icon: Radio },
  { to: "/alerts", label: "nav.alerts", icon: Webhook },
  { to: "/stats", label: "nav.stats", icon: ChartNoAxesCombined },
  { to: "/access", label: "nav.access", short: "nav.access.short", icon: KeyRound },
  { to: "/trading", label: "nav.trading", icon: CandlestickChart, pages: TRADERS_PAGES },
  { to: "/settings", label: "nav.settings", icon: Settings },
];

const OPERATIONS: Room = { to: "/admin", label: "nav.admin", icon: ShieldCheck };

export function roomsOf(role: Role): readonly Room[] {
  return role === "admin" ? [...ROOMS, OPERATIONS] : ROOMS;
}

/** Whether the page at `pathname` is in the room. */
export function isInRoom(room: Room, pathname: string): boolean {
  return [room, ...(room.pages ?? [])].some(({ to }) => pathname === to || pathname.startsWith(`${to}/`));
}
