/** The Turkish catalogue. */
import type { Translation } from "../catalogue";
import { admin } from "./admin";
import { alerts } from "./alerts";
import { auth } from "./auth";
import { buyer } from "./buyer";
import { common } from "./common";
import { connection } from "./connection";
import { events } from "./events";
import { grants } from "./grants";
import { jobs } from "./jobs";
import { reconcile } from "./reconcile";
import { sales } from "./sales";
import { scripts } from "./scripts";
import { settings } from "./settings";
import { signals } from "./signals";
import { stats } from "./stats";

export const tr: Translation = {
  ...common,
  ...admin,
  ...alerts,
  ...auth,
  ...buyer,
  ...connection,
  ...events,
  ...grants,
  ...jobs,
  ...reconcile,
  ...sales,
  ...scripts,
  ...settings,
  ...signals,
  ...stats,
};
