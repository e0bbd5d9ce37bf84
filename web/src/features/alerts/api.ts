/** Calls about the webhook and its configuration. */
import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { toast } from "sonner";
import { api, unwrap } from "@/api/client";
import { cursorOf, paged } from "@/api/paged";
import type { Config, ConfigUpdate } from "@/api/types";
import { toastProblem } from "@/app/toasts";
import { translate } from "@/i18n";
import { rememberWebhookUrl } from "./webhook-url";

export const configQuery = queryOptions({
  queryKey: ["config"],
  queryFn: () => unwrap(api.GET("/api/config")),
});

export const rejectedAlertsQuery = infiniteQueryOptions({
  queryKey: ["rejected-alerts"],
  queryFn: ({ pageParam }) => unwrap(api.GET("/api/rejected-alerts", { params: { query: cursorOf(pageParam) } })),
  ...paged,
});

function useAdoptConfig() {
  const queryClient = useQueryClient();
  return (config: Config) => queryClient.setQueryData(configQuery.queryKey, config);
}

/** Changes the configuration. The caller says what was achieved, if that is not “Saved”. */
export function useUpdateConfig(done?: () => string) {
  const adopt = useAdoptConfig();
  return useMutation({
    mutationFn: (body: ConfigUpdate) => unwrap(api.PUT("/api/config", { body })),
    onSuccess: (config) => {
      adopt(config);
      toast.success(done?.() ?? translate("state.saved"));
    },
  });
}

export function useRotateWebhook() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: () => unwrap(api.POST("/api/config/webhook/rotate")),
    onSuccess: async ({ webhook_url }) => {
      rememberWebhookUrl(webhook_url);
      await queryClient.invalidateQueries({ queryKey: configQuery.queryKey });
    },
    onError: toastProblem,
  });
}

export function useSwitchWebhook() {
  const adopt = useAdoptConfig();
  return useMutation({
    mutationFn: (on: boolean) =>
      unwrap(on ? api.POST("/api/config/webhook/enable") : api.POST("/api/config/webhook/disable")),
    onSuccess: (config) => {
      adopt(config);
      toast.success(translate(config.webhook.disabled ? "alerts.disabled" : "alerts.enabled"));
    },
    onError: toastProblem,
  });
}

export interface TestAlert {
  ticker?: string;
  message?: string;
}

export function useSendTestAlert() {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (body: TestAlert) => unwrap(api.POST("/api/config/test-alert", { body })),
    onSuccess: ({ signal_id, duration_ms }) => {
      toast.success(translate("alerts.test.sent", { ms: duration_ms }), {
        action: {
          label: translate("alerts.test.open"),
          onClick: () => void navigate({ to: "/signals/$signalId", params: { signalId: signal_id } }),
        },
      });
      void queryClient.invalidateQueries({ queryKey: ["signals"] });
      void queryClient.invalidateQueries({ queryKey: configQuery.queryKey });
    },
    onError: toastProblem,
  });
}
