/** Calls about accounts at brokers: where there can be some, the user's own, linking and unlinking. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { api, unwrap } from "@/api/client";
import type { BrokerAccount, BrokerEnvironment } from "@/api/types";
import { toastProblem } from "@/app/toasts";
import { translate } from "@/i18n";

const CATALOGUE = ["broker-catalogue"] as const;
const ACCOUNTS = ["broker-accounts"] as const;

export const catalogueQuery = queryOptions({
  queryKey: CATALOGUE,
  queryFn: () => unwrap(api.GET("/api/brokers")),
});

export const accountsQuery = queryOptions({
  queryKey: ACCOUNTS,
  queryFn: () => unwrap(api.GET("/api/brokers/accounts")),
});

/** Keeps for the record that the risk disclosure and the terms of that version were accepted. */
export function useAcceptAgreement() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (version: string) => unwrap(api.POST("/api/brokers/agreement", { body: { version } })),
    // Also after a refusal: another version may count by now, and that one is to be shown.
    onSettled: () => queryClient.invalidateQueries({ queryKey: CATALOGUE }),
  });
}

export interface LinkWish {
  environment: BrokerEnvironment;
  /** The version of the texts that are accepted by this; null if that was done before. */
  accept: string | null;
}

const accepted = (version: string | null) =>
  version === null ? null : unwrap(api.POST("/api/brokers/agreement", { body: { version } }));

/** Begins a link; the answer names the broker's page to go to. */
export function useBeginLink() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async ({ environment, accept }: LinkWish) => {
      await accepted(accept);
      return unwrap(api.POST("/api/brokers/alpaca/link", { body: { environment } }));
    },
    onError: () => queryClient.invalidateQueries({ queryKey: CATALOGUE }),
  });
}

export function useOpenPaperAccount() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async ({ name, accept }: { name: string | null; accept: string | null }) => {
      await accepted(accept);
      return unwrap(api.POST("/api/brokers/paper/accounts", { body: { name } }));
    },
    onSuccess: ({ name }) => toast.success(translate("brokers.opened", { name })),
    onSettled: async () => {
      await queryClient.invalidateQueries({ queryKey: CATALOGUE });
      await queryClient.invalidateQueries({ queryKey: ACCOUNTS });
    },
  });
}

function useChangesAccount<Input>(change: (input: Input) => Promise<unknown>, done: () => string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => toast.success(done()),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ACCOUNTS }),
  });
}

const params = ({ id }: Pick<BrokerAccount, "id">) => ({ path: { id } });

export const useRenameAccount = (account: BrokerAccount) =>
  useChangesAccount(
    (name: string) => unwrap(api.PUT("/api/brokers/accounts/{id}", { params: params(account), body: { name } })),
    () => translate("state.saved"),
  );

export const useUnlinkAccount = (account: BrokerAccount) =>
  useChangesAccount(
    () => unwrap(api.DELETE("/api/brokers/accounts/{id}", { params: params(account) })).catch(tellAndThrow),
    () => translate("brokers.unlinked", { name: account.name }),
  );

export const useReopenAccount = (account: BrokerAccount) =>
  useChangesAccount(
    () => unwrap(api.POST("/api/brokers/accounts/{id}/reopen", { params: params(account) })).catch(tellAndThrow),
    () => translate("brokers.opened", { name: account.name }),
  );

function tellAndThrow(problem: unknown): never {
  toastProblem(problem);
  throw problem;
}
