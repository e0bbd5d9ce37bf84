/** The Spanish catalogue. */
import type { Translation } from "../catalogue";
import { admin } from "./admin";
import { alerts } from "./alerts";
import { auth } from "./auth";
import { common } from "./common";
import { settings } from "./settings";
import { signals } from "./signals";
import { stats } from "./stats";

export const es: Translation = { ...common, ...auth, ...signals, ...alerts, ...stats, ...settings, ...admin };
