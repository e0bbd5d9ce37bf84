import "./index.css";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { toast } from "sonner";
import { asProblem } from "./api/problem";
import { onSessionEnded } from "./api/session";
import { leave } from "./api/user";
import { createAppRouter } from "./app/router";
import { preferredLanguage, setLanguage, translate } from "./i18n";

const MAX_RETRIES = 2;

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: (failures, error) => failures < MAX_RETRIES && asProblem(error).isTransient,
    },
  },
});

const router = createAppRouter(queryClient);

onSessionEnded(() => {
  leave(queryClient);
  toast(translate("auth.expired"));
  void router.invalidate();
});

/**
 * A tab that was open during a deployment asks for files that are gone: it loads the new version. Not twice within a
 * minute, for a file that stays missing must end in an error that can be read.
 */
addEventListener("vite:preloadError", () => {
  const KEY = "pinewire.reloaded-at";
  if (Date.now() - Number(sessionStorage.getItem(KEY) ?? 0) < 60_000) return;
  sessionStorage.setItem(KEY, String(Date.now()));
  location.reload();
});

async function start(): Promise<void> {
  const container = document.getElementById("root");
  if (container === null) throw new Error("index.html has no #root");
  await setLanguage(preferredLanguage());
  createRoot(container).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
}

void start();
