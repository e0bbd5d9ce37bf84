import { toast } from "sonner";
import { asProblem } from "@/api/problem";
import { translate } from "@/i18n";
import { problemText } from "./problem-text";

/** Tells of a failed action: what went wrong, and the request id to quote. */
export function toastProblem(thrown: unknown): void {
  const problem = asProblem(thrown);
  const description = problem.requestId && translate("error.requestId", { id: problem.requestId });
  toast.error(problemText(translate, problem), { description });
}
