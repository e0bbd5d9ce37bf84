import { useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useRouter } from "@tanstack/react-router";
import { api, unwrap } from "@/api/client";
import { asProblem } from "@/api/problem";
import type { User } from "@/api/types";
import { leave, userQuery } from "@/api/user";
import { toastProblem } from "./toasts";

const app = getRouteApi("/app");

/** The signed-in user. For pages behind the sign-in only. */
export function useUser(): User {
  const { user: atLoad } = app.useRouteContext();
  const { data } = useQuery(userQuery);
  return data ?? atLoad;
}

/** Ends the session on the server and goes to the sign-in page. */
export function useSignOut(): () => Promise<void> {
  const queryClient = useQueryClient();
  const router = useRouter();
  return async () => {
    try {
      await unwrap(api.POST("/api/auth/logout"));
    } catch (problem) {
      // A session that is over already needs no ending; anything else means that it is still open.
      if (asProblem(problem).status !== 401) return toastProblem(problem);
    }
    leave(queryClient);
    await router.navigate({ to: "/sign-in" });
  };
}
