import { useQuery } from "@tanstack/react-query";
import { Plus, Send } from "lucide-react";
import { useState } from "react";
import { useI18n } from "@/i18n";
import { useEdited } from "@/lib/use-edited";
import { Button } from "@/ui/button";
import { Card } from "@/ui/card";
import { Loaded } from "@/ui/loaded";
import { EmptyState } from "@/ui/states";
import { endpointsQuery } from "./api";
import { EndpointDialog } from "./endpoint-dialog";
import { EndpointItem } from "./endpoint-item";

/** Where events are sent to. */
export function EndpointsCard() {
  const { t } = useI18n();
  const list = useQuery(endpointsQuery);
  const [isNew, setIsNew] = useState(false);
  const { edited, edit, close } = useEdited(list.data?.data);
  return (
    <Card
      title={t("events.endpoints")}
      description={t("events.endpoints.body")}
      actions={
        <Button look="primary" size="small" onClick={() => setIsNew(true)}>
          <Plus aria-hidden />
          {t("events.new")}
        </Button>
      }
    >
      <Loaded query={list} rows={2}>
        {({ data }) =>
          data.length === 0 ? (
            <EmptyState
              className="py-8"
              icon={<Send aria-hidden />}
              title={t("events.empty.title")}
              body={t("events.empty.body")}
            />
          ) : (
            <ul className="divide-y divide-line">
              {data.map((endpoint) => (
                <EndpointItem key={endpoint.id} endpoint={endpoint} onEdit={() => edit(endpoint)} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {isNew && <EndpointDialog endpoint={null} onClose={() => setIsNew(false)} />}
      {edited && <EndpointDialog endpoint={edited} onClose={close} />}
    </Card>
  );
}
