import { asProblem } from "@/api/problem";
import { useI18n } from "@/i18n";
import { Notice } from "@/ui/notice";
import { problemRefusal, type RefusalText } from "./refusal";

/** A refusal inside a form. */
export function RefusalNotice({ error }: { error: unknown }) {
  const { t } = useI18n();
  return error ? <RefusalBox refusal={problemRefusal(t, asProblem(error))} /> : null;
}

export function RefusalBox({ refusal, tone = "loss" }: { refusal: RefusalText; tone?: "loss" | "warn" }) {
  return (
    <Notice tone={tone} role="alert">
      <p className="font-medium">{refusal.title}</p>
      <p>{refusal.detail}</p>
    </Notice>
  );
}
