import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import texts from "../../../ohif-config/texts/en.json";
import { phantomSeries } from "../../../scripts/lib/phantom";
import { startBrowser, type TestBrowser, type WatchedTab } from "../../support/browser";
import { ADMIN_PASSWORD, resetAdmin, spendFirstPassword } from "../../support/forms";
import { deleteStudy } from "./archive";
import { choosePassword, confirmNotice, logIn } from "../../support/browser/pages";
import { complaintsBut401, endSession } from "../../support/browser/session";

const stack = inject("stack");
const { url, adminName } = stack;
const patientId = "session-layer";
const { studyUid, files } = phantomSeries({ name: "session layer", slices: 1, rows: 16, columns: 16, patientId });
const search = "/pacs/studies?limit=1";

/** What page code sees of one request: its events, each with readyState and status, and its end. */
interface Seen {
  readonly events: string[];
  status: number;
}
declare global {
  interface Window {
    seen?: Seen;
    ended?: Promise<unknown>;
    abortSeen?: () => void;
  }
}

describe("requests of a page whose session has ended", () => {
  let browser: TestBrowser;
  let tab: WatchedTab;
  let password = ADMIN_PASSWORD;

  const layer = () => tab.page.getByRole("dialog", { name: texts["session.title"] });

  const logInAgain = async (): Promise<void> => {
    await layer().getByLabel(texts["login.password"]).fill(password);
    await layer().getByRole("button", { name: texts["login.submit"] }).click();
  };

  /** Sends an XMLHttpRequest in the page and notes what its code sees. */
  const sendXhr = async (path: string): Promise<void> => {
    await tab.page.evaluate((address) => {
      const xhr = new XMLHttpRequest();
      const seen: Seen = { events: [], status: -1 };
      window.seen = seen;
      window.abortSeen = () => {
        xhr.abort();
      };
      window.ended = new Promise((done) => {
        const note = ({ type }: Event): void => {
          seen.events.push(`${type} ${xhr.readyState} ${xhr.status}`);
          if (type === "loadend") {
            seen.status = xhr.status;
            done(undefined);
          }
        };
        xhr.onreadystatechange = note;
        for (const type of ["loadstart", "load", "error", "abort", "loadend"]) xhr.addEventListener(type, note);
        xhr.open("GET", address);
        xhr.responseType = "arraybuffer";
        xhr.setRequestHeader("Accept", "application/dicom+json");
        xhr.send();
      });
    }, path);
  };
  const seen = async (): Promise<Seen | undefined> => tab.page.evaluate(() => window.ended?.then(() => window.seen));

  beforeAll(async () => {
    const first = resetAdmin(stack).then((given) => spendFirstPassword(stack, given));
    [browser] = await Promise.all([startBrowser(), first]);
    tab = await browser.open(url);
    await tab.page.goto(url);
    await logIn(tab.page, adminName, password);
    await confirmNotice(tab.page);
  });
  beforeEach(async () => {
    await tab.page.getByText("Study List").waitFor();
  });
  afterAll(async () => {
    await deleteStudy(tab.context, url, patientId, studyUid);
    await browser.close();
  });

  test("an XMLHttpRequest after the session's end only sees the events of its second answer", async () => {
    await sendXhr(search);
    const undisturbed = await seen();
    expect(undisturbed?.events).toContain("load 4 200");

    await endSession(tab, url);
    await sendXhr(search);
    await layer().waitFor();
    expect(await tab.page.evaluate(() => window.seen?.events)).toEqual(undisturbed?.events.slice(0, 2));
    await logInAgain();
    expect(await seen()).toEqual(undisturbed);
    await layer().waitFor({ state: "hidden" });
    expect(complaintsBut401(tab)).toEqual([]);
  });

  test("an XMLHttpRequest aborted while it waits for a login ends at once and is not sent again", async () => {
    await endSession(tab, url);
    await sendXhr(`${search}&offset=7`);
    await layer().waitFor();
    await tab.page.evaluate(() => window.abortSeen?.());
    const { events = [], status } = (await seen()) ?? {};
    expect(status).toBe(0);
    expect(events.slice(-2).map((event) => event.split(" ")[0])).toEqual(["abort", "loadend"]);

    const sent: string[] = [];
    tab.page.on("request", (request) => sent.push(request.url()));
    await logInAgain();
    await layer().waitFor({ state: "hidden" });
    expect(sent.filter((address) => address.includes("offset=7"))).toEqual([]);
  });

  test("a fetch waits for the login, sends its body again, and can be aborted", async () => {
    const { page } = tab;
    await endSession(tab, url);
    const [instance] = [...files()].map((bytes) => bytes.toString("base64"));
    const answers = page.evaluate(
      async ([path, base64]) => {
        const stopped = new AbortController();
        window.abortSeen = () => {
          stopped.abort();
        };
        const given = fetch(path, { signal: stopped.signal }).catch((error: unknown) => (error as Error).name);
        const bytes = await (await fetch(`data:application/dicom;base64,${base64}`)).blob();
        const body = new Blob(["--b\r\nContent-Type: application/dicom\r\n\r\n", bytes, "\r\n--b--\r\n"]);
        const headers = { "Content-Type": 'multipart/related; type="application/dicom"; boundary=b' };
        const stored = fetch(new Request("/pacs/studies", { method: "POST", headers, body }));
        const found = fetch(path, { headers: { Accept: "application/dicom+json" } });
        return { aborted: await given, found: (await found).status, stored: (await stored).status };
      },
      [search, instance ?? ""] as const,
    );
    await layer().waitFor();
    await page.evaluate(() => window.abortSeen?.());
    await logInAgain();
    expect(await answers).toEqual({ aborted: "AbortError", found: 200, stored: 200 });
  });

  test("a part of the viewer first needed after the session's end is loaded after the login", async () => {
    const { page } = tab;
    await endSession(tab, url);
    const loaded = page.evaluate(
      () =>
        new Promise((done) => {
          const script = document.createElement("script");
          script.onload = script.onerror = (event) => {
            done(typeof event === "string" ? event : event.type);
          };
          script.src = "/app-config.js";
          document.head.append(script);
        }),
    );
    await layer().waitFor();
    await logInAgain();
    expect(await loaded).toBe("load");
    // The browser names the problem document that came in the script's place.
    const others = complaintsBut401(tab).filter((text) => !text.includes("/app-config.js"));
    expect(others).toEqual([]);
  });

  test("a login under another name reloads the page instead of continuing", async () => {
    const { page } = tab;
    await endSession(tab, url);
    await sendXhr(search);
    await layer().waitFor();
    await page.route("**/session", (route) => route.fulfill({ json: { user: "other", passwordChangeDue: false } }));
    await layer().getByText(texts["session.other-account"]).waitFor();
    expect(await page.evaluate(() => window.seen?.status)).toBe(-1);
    // The layer asks again and again: only as long as it hears of the other account it has the button.
    await layer().getByRole("button", { name: texts["session.reload"] }).click();
    await page.waitForURL((address) => address.pathname === "/login");
    await page.unroute("**/session");
    await logIn(page, adminName, password);
  });

  test("a first password that is due is changed in another tab, and this tab continues", async () => {
    const { page } = tab;
    const first = await resetAdmin(stack);
    await page.waitForTimeout(1100);
    await sendXhr(search);
    await layer().waitFor();
    password = first;
    await logInAgain();
    const opened = tab.context.waitForEvent("page");
    await layer().getByRole("link", { name: texts["session.password-link"] }).click();
    const other = await opened;
    password = "nine slow boats of tin";
    await choosePassword(other, first, password);
    await layer().waitFor({ state: "hidden" });
    expect((await seen())?.status).toBe(200);
    await other.close();
  });

  test("the account menu leads to the password change, which asks for the current password", async () => {
    const { page } = tab;
    await page.getByRole("button", { name: texts["account.menu"] }).press("Enter");
    await page.getByRole("link", { name: texts["account.people"] }).waitFor();
    // Upload, the account, people, the password.
    for (let i = 0; i < 4; i += 1) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: texts["password.own.title"] }).waitFor();
    await page.getByLabel(texts["password.own.current"]).fill("not the password");
    await page.getByLabel(texts["password.new"], { exact: true }).fill(ADMIN_PASSWORD);
    await page.getByLabel(texts["password.repeat"]).fill(ADMIN_PASSWORD);
    await page.getByRole("button", { name: texts["password.submit"] }).click();
    await page.getByText(texts["password.error.current.own"]).waitFor();
    await page.getByRole("link", { name: texts["password.back"] }).click();
    await page.getByText("Study List").waitFor();
  });
});
