import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { BookOpen, LogOut, Rocket } from "lucide-react";
import { api, unwrap } from "@/api/client";
import { adopt } from "@/api/user";
import { LANGUAGES, useI18n } from "@/i18n";
import { Button } from "@/ui/button";
import { MenuChoice, MenuContent, MenuItem, MenuRoot, MenuSeparator, MenuTrigger } from "@/ui/menu";
import { setTheme, THEMES, type Theme, useTheme } from "./theme";
import { toastProblem } from "./toasts";
import { useSignOut, useUser } from "./use-user";

/** Who is signed in; theme, language, help, signing out. */
export function AccountMenu() {
  const { t, language } = useI18n();
  const { theme } = useTheme();
  const user = useUser();
  const queryClient = useQueryClient();
  const signOut = useSignOut();
  const initial = [...(user.display_name || user.email)][0] ?? "?";

  const chooseLanguage = async (next: string) => {
    try {
      await adopt(queryClient, await unwrap(api.PUT("/api/account/profile", { body: { language: next } })));
    } catch (problem) {
      toastProblem(problem);
    }
  };

  return (
    <MenuRoot>
      <MenuTrigger asChild>
        <Button look="ghost" size="icon" className="rounded-full" aria-label={t("app.menu")}>
          <span
            aria-hidden
            className="grid size-8 place-items-center rounded-full bg-accent-soft text-sm font-semibold text-accent"
          >
            {initial}
          </span>
        </Button>
      </MenuTrigger>
      <MenuContent align="end" className="w-60">
        <div className="px-2.5 py-2">
          <p className="text-xs text-muted">{t("app.signedInAs")}</p>
          <p className="truncate text-sm font-medium">{user.email}</p>
        </div>
        <MenuSeparator />
        <MenuChoice
          label={t("theme.label")}
          value={theme}
          onValueChange={(next) => setTheme(next as Theme)}
          options={THEMES.map((value) => ({ value, label: t(`theme.${value}`) }))}
        />
        <MenuChoice
          label={t("language.label")}
          value={language}
          onValueChange={chooseLanguage}
          options={LANGUAGES.map((value) => ({ value, label: <span lang={value}>{t(`language.${value}`)}</span> }))}
        />
        <MenuSeparator />
        <MenuItem asChild>
          <Link to="/welcome">
            <Rocket aria-hidden />
            {t("nav.welcome")}
          </Link>
        </MenuItem>
        <MenuItem asChild>
          <a href="/docs">
            <BookOpen aria-hidden />
            {t("nav.docs")}
          </a>
        </MenuItem>
        <MenuItem onSelect={() => void signOut()}>
          <LogOut aria-hidden />
          {t("auth.signOut")}
        </MenuItem>
      </MenuContent>
    </MenuRoot>
  );
}
