/** Every page of the app and who may see it. Pages are loaded when they are first visited. */
import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from "@tanstack/react-router";
import { userQuery } from "@/api/user";
import { parseAlertOrderSearch } from "@/features/alert-orders/search";
import { parseLinkOutcome } from "@/features/brokers/search";
import { parseDeliverySearch } from "@/features/events/search";
import { parseGrantSearch } from "@/features/grants/search";
import { parseReconcileSearch } from "@/features/reconcile/search";
import { parsePurchaseSearch } from "@/features/sales/search";
import { parseScriptSearch } from "@/features/scripts/search";
import { parseSignalSearch } from "@/features/signals/search";
import { parseAccountSearch } from "@/features/trading/search";
import { Crash } from "./crash";
import { NotFoundPage } from "./not-found";
import { Root } from "./root";
import { Shell } from "./shell";

interface RouterContext {
  queryClient: QueryClient;
}

/** Where to go after signing in: a path of this app, never another site. */
export function safeNext(next: unknown): string | undefined {
  return typeof next === "string" && /^\/(?![/\\])/.test(next) ? next : undefined;
}

const root = createRootRouteWithContext<RouterContext>()({
  component: Root,
  errorComponent: Crash,
  notFoundComponent: NotFoundPage,
});

/** Pages for visitors; whoever is signed in already goes on to the app. */
const visitor = createRoute({
  getParentRoute: () => root,
  id: "visitor",
  validateSearch: (search: Record<string, unknown>): { next?: string } => {
    const next = safeNext(search.next);
    return next === undefined ? {} : { next };
  },
  beforeLoad: async ({ context, search }) => {
    const user = await context.queryClient.ensureQueryData(userQuery);
    if (user !== null) throw redirect({ href: search.next ?? "/signals" });
  },
  component: lazyRouteComponent(() => import("@/features/auth/layout"), "AuthLayout"),
});

/** Pages for users. */
const app = createRoute({
  getParentRoute: () => root,
  id: "app",
  beforeLoad: async ({ context, location }) => {
    const user = await context.queryClient.ensureQueryData(userQuery);
    if (user === null) throw redirect({ to: "/sign-in", search: { next: location.href } });
    return { user };
  },
  component: Shell,
});

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/signals" });
  },
});

const signIn = createRoute({
  getParentRoute: () => visitor,
  path: "/sign-in",
  component: lazyRouteComponent(() => import("@/features/auth/sign-in"), "SignIn"),
});
const signUp = createRoute({
  getParentRoute: () => visitor,
  path: "/sign-up",
  component: lazyRouteComponent(() => import("@/features/auth/sign-up"), "SignUp"),
});
const forgotPassword = createRoute({
  getParentRoute: () => visitor,
  path: "/forgot-password",
  component: lazyRouteComponent(() => import("@/features/auth/forgot-password"), "ForgotPassword"),
});
/** Open to everyone: a link from an e-mail must work whoever is signed in here. */
const resetLayout = createRoute({
  getParentRoute: () => root,
  id: "reset",
  component: lazyRouteComponent(() => import("@/features/auth/layout"), "AuthLayout"),
});
const resetPassword = createRoute({
  getParentRoute: () => resetLayout,
  path: "/reset-password",
  component: lazyRouteComponent(() => import("@/features/auth/reset-password"), "ResetPassword"),
});

/** Of whoever has the link: a buyer has no account. */
const buyer = createRoute({
  getParentRoute: () => root,
  path: "/buyer/$link",
  component: lazyRouteComponent(() => import("@/features/buyer/buyer-page"), "BuyerPage"),
});

const welcome = createRoute({
  getParentRoute: () => app,
  path: "/welcome",
  component: lazyRouteComponent(() => import("@/features/welcome/welcome"), "Welcome"),
});

const signals = createRoute({
  getParentRoute: () => app,
  path: "/signals",
  validateSearch: parseSignalSearch,
  component: lazyRouteComponent(() => import("@/features/signals/signals-page"), "SignalsPage"),
});
const signal = createRoute({
  getParentRoute: () => signals,
  path: "$signalId",
  component: lazyRouteComponent(() => import("@/features/signals/signal-sheet"), "SignalSheet"),
});

const alerts = createRoute({
  getParentRoute: () => app,
  path: "/alerts",
  component: lazyRouteComponent(() => import("@/features/alerts/layout"), "AlertsLayout"),
});
const alertSetup = createRoute({
  getParentRoute: () => alerts,
  path: "/",
  component: lazyRouteComponent(() => import("@/features/alerts/setup"), "AlertSetup"),
});
const rejectedAlerts = createRoute({
  getParentRoute: () => alerts,
  path: "/rejected",
  component: lazyRouteComponent(() => import("@/features/alerts/rejected"), "RejectedAlerts"),
});

const statistics = createRoute({
  getParentRoute: () => app,
  path: "/stats",
  component: lazyRouteComponent(() => import("@/features/stats/stats-page"), "StatsPage"),
});

const access = createRoute({
  getParentRoute: () => app,
  path: "/access",
  component: lazyRouteComponent(() => import("@/features/access/layout"), "AccessLayout"),
});
/** A list whose address is the room's own; one of its rows opens above it. */
const grants = createRoute({
  getParentRoute: () => access,
  id: "grants",
  validateSearch: parseGrantSearch,
  component: lazyRouteComponent(() => import("@/features/grants/grants-page"), "GrantsPage"),
});
const grantsHome = createRoute({ getParentRoute: () => grants, path: "/" });
const grant = createRoute({
  getParentRoute: () => grants,
  path: "/grants/$grantId",
  component: lazyRouteComponent(() => import("@/features/grants/grant-sheet"), "GrantSheet"),
});
const accessPages = [
  createRoute({
    getParentRoute: () => access,
    path: "/jobs",
    component: lazyRouteComponent(() => import("@/features/jobs/jobs-page"), "JobsPage"),
  }),
  createRoute({
    getParentRoute: () => access,
    path: "/jobs/new",
    component: lazyRouteComponent(() => import("@/features/jobs/new-job-page"), "NewJobPage"),
  }),
  createRoute({
    getParentRoute: () => access,
    path: "/jobs/$jobId",
    component: lazyRouteComponent(() => import("@/features/jobs/job-page"), "JobPage"),
  }),
  createRoute({
    getParentRoute: () => access,
    path: "/reconcile",
    validateSearch: parseReconcileSearch,
    component: lazyRouteComponent(() => import("@/features/reconcile/reconcile-page"), "ReconcilePage"),
  }),
  createRoute({
    getParentRoute: () => access,
    path: "/scripts",
    validateSearch: parseScriptSearch,
    component: lazyRouteComponent(() => import("@/features/scripts/scripts-page"), "ScriptsPage"),
  }),
  createRoute({
    getParentRoute: () => access,
    path: "/sales",
    validateSearch: parsePurchaseSearch,
    component: lazyRouteComponent(() => import("@/features/sales/sales-page"), "SalesPage"),
  }),
  createRoute({
    getParentRoute: () => access,
    path: "/events",
    validateSearch: parseDeliverySearch,
    component: lazyRouteComponent(() => import("@/features/events/events-page"), "EventsPage"),
  }),
  createRoute({
    getParentRoute: () => access,
    path: "/older-api",
    component: lazyRouteComponent(() => import("@/features/older-api/older-api-page"), "OlderApiPage"),
  }),
  createRoute({
    getParentRoute: () => access,
    path: "/connection",
    component: lazyRouteComponent(() => import("@/features/connection/connection-page"), "ConnectionPage"),
  }),
] as const;

const trader = createRoute({
  getParentRoute: () => app,
  id: "trader",
  component: lazyRouteComponent(() => import("@/features/trading/layout"), "TraderLayout"),
});
const traderPages = [
  createRoute({
    getParentRoute: () => trader,
    path: "/trading",
    validateSearch: parseAccountSearch,
    component: lazyRouteComponent(() => import("@/features/trading/trading-page"), "TradingPage"),
  }),
  createRoute({
    getParentRoute: () => trader,
    path: "/brokers",
    validateSearch: parseLinkOutcome,
    component: lazyRouteComponent(() => import("@/features/brokers/brokers-page"), "BrokersPage"),
  }),
  createRoute({
    getParentRoute: () => trader,
    path: "/risk",
    validateSearch: parseAccountSearch,
    component: lazyRouteComponent(() => import("@/features/risk/risk-page"), "RiskPage"),
  }),
  createRoute({
    getParentRoute: () => trader,
    path: "/alert-orders",
    validateSearch: parseAlertOrderSearch,
    component: lazyRouteComponent(() => import("@/features/alert-orders/alert-orders-page"), "AlertOrdersPage"),
  }),
] as const;

const settings = createRoute({
  getParentRoute: () => app,
  path: "/settings",
  component: lazyRouteComponent(() => import("@/features/settings/layout"), "SettingsLayout"),
});
const settingsHome = createRoute({
  getParentRoute: () => settings,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/settings/profile" });
  },
});
const settingsPages = [
  createRoute({
    getParentRoute: () => settings,
    path: "/profile",
    component: lazyRouteComponent(() => import("@/features/settings/profile"), "ProfileSettings"),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: "/charts",
    component: lazyRouteComponent(() => import("@/features/settings/charts"), "ChartSettings"),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: "/rules",
    component: lazyRouteComponent(() => import("@/features/settings/rules"), "RuleSettings"),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: "/security",
    component: lazyRouteComponent(() => import("@/features/settings/security"), "SecuritySettings"),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: "/keys",
    component: lazyRouteComponent(() => import("@/features/settings/keys"), "KeySettings"),
  }),
  createRoute({
    getParentRoute: () => settings,
    path: "/data",
    component: lazyRouteComponent(() => import("@/features/settings/data"), "DataSettings"),
  }),
] as const;

const admin = createRoute({
  getParentRoute: () => app,
  path: "/admin",
  // The server refuses everyone else; a trader who types the address is simply told that there is no such page.
  component: lazyRouteComponent(() => import("@/features/admin/layout"), "AdminLayout"),
});
const adminHome = createRoute({
  getParentRoute: () => admin,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/admin/queues" });
  },
});
const adminPages = [
  createRoute({
    getParentRoute: () => admin,
    path: "/queues",
    component: lazyRouteComponent(() => import("@/features/admin/queues"), "Queues"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/dead-letters",
    component: lazyRouteComponent(() => import("@/features/admin/dead-letters"), "DeadLetters"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/rejected",
    component: lazyRouteComponent(() => import("@/features/admin/rejected"), "AdminRejected"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/audit",
    component: lazyRouteComponent(() => import("@/features/admin/audit"), "AuditLog"),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: "/users",
    component: lazyRouteComponent(() => import("@/features/admin/users"), "Users"),
  }),
] as const;

const routeTree = root.addChildren([
  home,
  visitor.addChildren([signIn, signUp, forgotPassword]),
  resetLayout.addChildren([resetPassword]),
  buyer,
  app.addChildren([
    welcome,
    signals.addChildren([signal]),
    alerts.addChildren([alertSetup, rejectedAlerts]),
    statistics,
    access.addChildren([grants.addChildren([grantsHome, grant]), ...accessPages]),
    trader.addChildren([...traderPages]),
    settings.addChildren([settingsHome, ...settingsPages]),
    admin.addChildren([adminHome, ...adminPages]),
  ]),
]);

export function createAppRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: "intent",
    scrollRestoration: true,
    defaultErrorComponent: Crash,
    defaultNotFoundComponent: NotFoundPage,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
