/**
 * Runs in the gateway's page for uploads. If the session ends meanwhile, the login of the viewer's page opens over it
 * (ohif-config/session/).
 *
 * @module
 */
import { askSession, hasLost } from "../session/ask-session";
import { createLayer } from "../session/layer";
import { logIn } from "../session/log-in";
import { createRenewal } from "../session/renewal";
import { droppedIn, takeDropped, takeFiles } from "./chosen";
import { post } from "./store";
import { asksBeforeLeaving } from "./state";
import { createUpload, type Upload } from "./upload";
import { find, showUpload } from "./view";

const network = window.fetch.bind(window);
const layer = createLayer((user, password) => logIn(network, user, password));
/** Whose page this is: nothing is sent under another account. */
const user = find("upload").dataset["user"] ?? "";
const { renew, check } = createRenewal(network, layer, () => undefined, user);

const wait = (seconds: number, ending: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, seconds * 1000);
    ending.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });

let drawn = false;
/** Shows the state once before the browser paints again, however often it changes. */
function changed(): void {
  if (drawn) return;
  drawn = true;
  requestAnimationFrame(() => {
    drawn = false;
    showUpload(upload.state);
  });
}

const upload: Upload = createUpload({
  limit: Number(find("upload").dataset["limit"]),
  hasEnded: async () => hasLost(user, await askSession(network)),
  isThere: async () => (await askSession(network)) !== "unknown",
  post: (...request) => post(user, ...request),
  ...{ renew, wait, changed },
});

/** A button that opens the browser's own choice of files or of a folder. */
function choose(button: string, field: string): void {
  const input = find(field) as HTMLInputElement;
  find(button).addEventListener("click", () => {
    input.click();
  });
  input.addEventListener("change", () => {
    const files = Array.from(input.files ?? []);
    // The same choice again is one, too.
    input.value = "";
    void upload.add((take) => takeFiles(files, take));
  });
}

choose("choose-files", "files");
choose("choose-folder", "folder");
find("choose-folder").hidden = !("webkitdirectory" in find("folder"));

// Anywhere on the page: beside it the browser would open the file in place of the page.
const drop = find("drop");
addEventListener("dragover", (event) => {
  event.preventDefault();
  drop.classList.add("over");
});
for (const type of ["dragleave", "drop"]) {
  addEventListener(type, () => {
    drop.classList.remove("over");
  });
}
addEventListener("drop", (event) => {
  event.preventDefault();
  const dropped = droppedIn(event.dataTransfer?.items ?? []);
  if (dropped.length > 0) void upload.add((take, isWanted) => takeDropped(dropped, take, isWanted));
});

find("cancel").addEventListener("click", () => {
  upload.cancel();
  find("choose-files").focus();
});
for (const button of ["retry", "go-on"]) {
  find(button).addEventListener("click", () => {
    upload.retry();
    find("cancel").focus();
  });
}

addEventListener("beforeunload", (event) => {
  if (asksBeforeLeaving(upload.state)) event.preventDefault();
});

// Another account may have logged in since the page was made.
void check();
