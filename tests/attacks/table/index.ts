import type { AttackClass } from "../request";
import { ADDRESS_CLASSES } from "./addresses";
import { ADMIN_CLASSES } from "./admin";
import { BODY_CLASSES } from "./bodies";
import { DOCUMENT_CLASSES } from "./documents";
import { HEADER_CLASSES } from "./headers";
import { LIST_CLASSES } from "./lists";
import { METHOD_CLASSES } from "./methods";
import { PATH_CLASSES } from "./paths";
import { QUERY_CLASSES } from "./queries";
import { RESOURCE_CLASSES } from "./resources";
import { SESSION_CLASSES } from "./sessions";
import { URI_SERVICE_CLASSES } from "./uri-service";

/** Every class of attacks. */
export const ATTACKS: readonly AttackClass[] = [
  ...PATH_CLASSES,
  ...ADDRESS_CLASSES,
  ...QUERY_CLASSES,
  ...LIST_CLASSES,
  ...RESOURCE_CLASSES,
  ...URI_SERVICE_CLASSES,
  ...METHOD_CLASSES,
  ...ADMIN_CLASSES,
  ...HEADER_CLASSES,
  ...SESSION_CLASSES,
  ...BODY_CLASSES,
  ...DOCUMENT_CLASSES,
];
