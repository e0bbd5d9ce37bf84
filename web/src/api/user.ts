/** Who is signed in, and what starts and ends that. */
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { forgetWebhookUrl, rememberWebhookUrl } from "@/features/alerts/webhook-url";
import { asLanguage, setLanguage, setTimezone } from "@/i18n";
import { api, unwrap } from "./client";
import { ApiProblem } from "./problem";
import { csrfToken } from "./session";
import type { Session, User } from "./types";

/** The signed-in user, or null. Without a session's cookie there is nobody to ask about. */
export const userQuery = queryOptions({
  queryKey: ["user"],
  queryFn: async (): Promise<User | null> => {
    if (csrfToken() === null) return null;
    try {
      const user = await unwrap(api.GET("/api/auth/user"));
      await speakLike(user);
      return user;
    } catch (problem) {
      if (problem instanceof ApiProblem && problem.status === 401) return null;
      throw problem;
    }
  },
  staleTime: 5 * 60_000,
});

async function speakLike(user: User): Promise<void> {
  setTimezone(user.timezone);
  await setLanguage(asLanguage(user.language));
}

/** Makes `session` the app's session: forgets whoever was there before. */
export async function enter(queryClient: QueryClient, session: Session): Promise<void> {
  queryClient.clear();
  if (session.webhook_url) rememberWebhookUrl(session.webhook_url);
  await speakLike(session.user);
  queryClient.setQueryData(userQuery.queryKey, session.user);
}

/** Forgets everything about the user. The caller navigates away. */
export function leave(queryClient: QueryClient): void {
  forgetWebhookUrl();
  queryClient.clear();
  queryClient.setQueryData(userQuery.queryKey, null);
}

/** Writes a changed profile where the app reads it. */
export async function adopt(queryClient: QueryClient, user: User): Promise<void> {
  await speakLike(user);
  queryClient.setQueryData(userQuery.queryKey, user);
}
