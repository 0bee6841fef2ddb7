/**
 * Runs in the viewer's page before the viewer: when the session ends, its requests wait for the next one.
 *
 * Decoding, and everything else that OHIF 3.13 does in web workers, works on data that the page has fetched, so the
 * page's own fetch and XMLHttpRequest are all that has to be held.
 *
 * @module
 */
import { defineAccountMenu } from "./account-menu";
import { holdingFetch } from "./fetch";
import { createLayer } from "./layer";
import { logIn } from "./log-in";
import { holdParts } from "./parts";
import { createPermissions, type Permissions } from "./permissions";
import { createRenewal } from "./renewal";
import { holdingXhr } from "./xhr";

const network = window.fetch.bind(window);
const layer = createLayer((user, password) => logIn(network, user, password));
const { known, may, learn } = createPermissions();
const { renew, check } = createRenewal(network, layer, learn);

window.fetch = holdingFetch(network, renew);
window.XMLHttpRequest = holdingXhr(XMLHttpRequest, renew);
holdParts(network, renew);
defineAccountMenu(network);
Object.assign(window, { collimatorSession: { known, may } satisfies Permissions });

// Once at the start, to know whose page this is; then whenever a person comes back to it.
const look = (): void => {
  if (document.visibilityState === "visible") void check();
};
document.addEventListener("visibilitychange", look);
// And when Back brings the page up again from the browser's memory, perhaps after a logout.
addEventListener("pageshow", (event) => {
  if (event.persisted) look();
});
void check();
