/** Why something was not done with an order or a position. */
import { toast } from "sonner";
import { type ApiProblem, asProblem } from "@/api/problem";
import { problemText } from "@/app/problem-text";
import { type Translate, translate } from "@/i18n";
import { wordOf } from "@/i18n/words";

/** What is wrong with each field, by its name. */
export function fieldsOf(error: unknown): Record<string, string> {
  return error ? asProblem(error).fields : {};
}

export interface RefusalText {
  title: string;
  detail: string;
}

/** The rule in the reader's language, where it is one; and the sentence with its limit and the value. */
export function refusalText(t: Translate, code: string, detail: string): RefusalText {
  if (code === "plan_limit_reached") return { title: t("refusal.plan.title"), detail: t("refusal.plan_limit_reached") };
  const rule = code.replace(/^risk_/, "");
  const title = wordOf(t, "rule", rule);
  return { title: title === rule ? t("refusal.order") : title, detail };
}

export function problemRefusal(t: Translate, problem: ApiProblem): RefusalText {
  // Of an order, a conflict says more than that somebody else was faster.
  const detail = problem.code === "conflict" ? problem.message : problemText(t, problem);
  return refusalText(t, problem.code, detail);
}

/** Tells of a refusal where there is no form to show it in, and passes it on. */
export function toastRefusal(thrown: unknown): never {
  const problem = asProblem(thrown);
  const { title, detail } = problemRefusal(translate, problem);
  toast.error(title, { description: detail });
  throw problem;
}
