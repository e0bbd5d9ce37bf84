/** The Turkish catalogue. */
import type { Translation } from "../catalogue";
import { admin } from "./admin";
import { alertOrders } from "./alert-orders";
import { alerts } from "./alerts";
import { auth } from "./auth";
import { brokers } from "./brokers";
import { buyer } from "./buyer";
import { common } from "./common";
import { connection } from "./connection";
import { events } from "./events";
import { grants } from "./grants";
import { jobs } from "./jobs";
import { reconcile } from "./reconcile";
import { risk } from "./risk";
import { sales } from "./sales";
import { scripts } from "./scripts";
import { settings } from "./settings";
import { signals } from "./signals";
import { stats } from "./stats";
import { trading } from "./trading";

export const tr: Translation = {
  ...common,
  ...admin,
  ...alertOrders,
  ...alerts,
  ...auth,
  ...brokers,
  ...buyer,
  ...connection,
  ...events,
  ...grants,
  ...jobs,
  ...reconcile,
  ...risk,
  ...sales,
  ...scripts,
  ...settings,
  ...signals,
  ...stats,
  ...trading,
};
