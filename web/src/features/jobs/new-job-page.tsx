import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useI18n } from "@/i18n";
import { Card } from "@/ui/card";
import { Segmented } from "@/ui/segmented";
import { CsvForm } from "./csv-form";
import { PasteForm } from "./paste-form";

const WAYS = ["paste", "csv"] as const;

/** Gives access to many: pasted names times scripts, or a CSV file. */
export function NewJobPage() {
  const { t } = useI18n();
  const navigate = useNavigate();
  const [way, setWay] = useState<(typeof WAYS)[number]>("paste");
  const onStarted = (id: string) => void navigate({ to: "/access/jobs/$jobId", params: { jobId: id } });
  return (
    <Card title={t("jobs.new")} description={t("jobs.new.body")} className="max-w-3xl">
      <div className="grid grid-cols-1 gap-4">
        <Segmented
          label={t("jobs.way")}
          value={way}
          onChange={setWay}
          className="justify-self-start"
          options={WAYS.map((value) => ({ value, label: t(`jobs.way.${value}`) }))}
        />
        {way === "paste" ? <PasteForm onStarted={onStarted} /> : <CsvForm onStarted={onStarted} />}
      </div>
    </Card>
  );
}
