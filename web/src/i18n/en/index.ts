/** The English catalogue: the one that the others follow, key by key. */
import { admin } from "./admin";
import { alerts } from "./alerts";
import { auth } from "./auth";
import { common } from "./common";
import { settings } from "./settings";
import { signals } from "./signals";
import { stats } from "./stats";

export const en = { ...common, ...auth, ...signals, ...alerts, ...stats, ...settings, ...admin };
