import type { AttackClass } from "../request";
import { BODY_CLASSES } from "./bodies";
import { HEADER_CLASSES } from "./headers";
import { PATH_CLASSES } from "./paths";
import { QUERY_CLASSES } from "./queries";
import { RESOURCE_CLASSES } from "./resources";

/** Every class of attacks. */
export const ATTACKS: readonly AttackClass[] = [
  ...PATH_CLASSES,
  ...QUERY_CLASSES,
  ...RESOURCE_CLASSES,
  ...HEADER_CLASSES,
  ...BODY_CLASSES,
];
