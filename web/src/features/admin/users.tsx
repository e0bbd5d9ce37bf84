import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Pencil, Users as UsersIcon } from "lucide-react";
import { useEffect, useState } from "react";
import { useI18n } from "@/i18n";
import { useEdited } from "@/lib/use-edited";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { DataTable } from "@/ui/data-table";
import { Field, Input } from "@/ui/field";
import { LoadMore } from "@/ui/load-more";
import { EmptyState, ErrorState, SkeletonRows } from "@/ui/states";
import { usersQuery } from "./api";
import { EditUserDialog } from "./edit-user-dialog";

const TYPING_PAUSE_MS = 300;

/** Who has an account; found by a part of the address, changed in a dialog. */
export function Users() {
  const { t } = useI18n();
  const [typed, setTyped] = useState("");
  const [email, setEmail] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setEmail(typed.trim()), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <>
      <Field label={t("users.search")} hideLabel className="mb-4 max-w-sm">
        <Input
          type="search"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          placeholder={t("users.search")}
          autoCapitalize="off"
          spellCheck={false}
        />
      </Field>
      <UserTable email={email} />
    </>
  );
}

function UserTable({ email }: { email: string }) {
  const { t, format } = useI18n();
  const list = useInfiniteQuery({ ...usersQuery(email), placeholderData: keepPreviousData });
  const users = list.data?.pages.flatMap((page) => page.data) ?? [];
  const { edited, edit, close } = useEdited(users);
  if (list.isPending) return <SkeletonRows />;
  if (list.isError) return <ErrorState error={list.error} onRetry={() => void list.refetch()} />;
  if (users.length === 0) {
    return <EmptyState className="card" icon={<UsersIcon aria-hidden />} title={t("users.empty")} />;
  }
  return (
    <>
      <DataTable
        label={t("admin.tab.users")}
        rows={users}
        rowKey={(user) => user.id}
        columns={[
          {
            id: "user",
            header: t("users.user"),
            cell: (user) => (
              <>
                <span className="font-medium">{user.display_name || user.email}</span>
                {user.display_name && <span className="block text-xs text-muted">{user.email}</span>}
              </>
            ),
          },
          { id: "role", header: t("users.role"), cell: (user) => t(`users.role.${user.role}`) },
          { id: "plan", header: t("users.plan"), cell: (user) => user.plan_id },
          {
            id: "quota",
            header: t("users.quota"),
            cell: (user) =>
              user.monthly_quota === null ? (
                <span className="text-muted">{t("users.quota.plan")}</span>
              ) : (
                format.number(user.monthly_quota)
              ),
          },
          {
            id: "status",
            header: t("users.status"),
            cell: (user) => (
              <Badge tone={user.status === "active" ? "gain" : "loss"}>{t(`users.status.${user.status}`)}</Badge>
            ),
          },
          {
            id: "since",
            header: t("users.since"),
            cell: (user) => <span className="whitespace-nowrap">{format.date(user.created_at)}</span>,
          },
          {
            id: "edit",
            header: t("action.edit"),
            right: true,
            cell: (user) => (
              <Button
                look="ghost"
                size="iconSmall"
                aria-label={t("users.edit", { email: user.email })}
                onClick={() => edit(user)}
              >
                <Pencil aria-hidden />
              </Button>
            ),
          },
        ]}
      />
      <LoadMore list={list} />
      {edited && <EditUserDialog user={edited} onClose={close} />}
    </>
  );
}
