import texts from "../texts/en.json";
import { askSession } from "./ask-session";

const STYLE = `
  :host { display: inline-flex; color: #348cfd; font: 0.875rem/1.4 Inter, system-ui, sans-serif; }
  button, a { font: inherit; color: inherit; cursor: pointer; }
  :focus-visible { outline: 2px solid #5acce6; outline-offset: -2px; }
  .open { display: inline-flex; padding: 0.25rem; border: 0; border-radius: 0.25rem; background: none; }
  .open:hover, .item:hover { background: #1d2460; }
  .menu { inset: auto; margin: 0; padding: 0.25rem; border: 1px solid #1d2460; border-radius: 0.375rem;
    background: #090c29; color: #f4f7fb; box-shadow: 0 0.5rem 1.5rem rgb(0 0 0 / 60%); }
  .item { display: block; box-sizing: border-box; width: 100%; min-width: 9rem; padding: 0.375rem 0.625rem; border: 0;
    border-radius: 0.25rem; background: none; text-align: start; text-decoration: none; }
  .item[hidden] { display: none; }
  form { margin: 0; }
`;

const MARKUP = `
<button class="open" type="button" popovertarget="menu">
  <svg width="24" height="24" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.5" aria-hidden="true">
    <circle cx="12" cy="8.5" r="3.75" /><path d="M4.5 20c.7-4 3.7-6 7.5-6s6.8 2 7.5 6" stroke-linecap="round" />
  </svg>
</button>
<div class="menu" id="menu" popover>
  <a class="item" href="/upload" data-text="account.upload" hidden></a>
  <a class="item" href="/account" data-text="account.page"></a>
  <a class="item" href="/people" data-text="account.people" hidden></a>
  <a class="item" href="/password" data-text="account.password"></a>
  <form method="post" action="/logout"><button class="item" type="submit" data-text="logout.submit"></button></form>
</div>`;

/** Over an open study each page gets a tab of its own, so nothing is lost; the password's leads back here. */
function placeLinks(root: ShadowRoot): void {
  const inStudyList = location.pathname === "/";
  const back = inStudyList ? "" : `?to=${encodeURIComponent(location.pathname + location.search)}`;
  for (const link of root.querySelectorAll("a")) {
    if (link.pathname === "/password") link.search = back;
    link.target = inStudyList ? "" : "_blank";
  }
}

/** Pages are shown to whoever may open them. */
async function showPages(root: ShadowRoot, network: typeof fetch): Promise<void> {
  const owner = await askSession(network);
  if (typeof owner !== "object") return;
  const pages = { people: owner.people, upload: owner.permissions["upload"] === true };
  for (const [page, shown] of Object.entries(pages)) {
    const link = root.querySelector<HTMLAnchorElement>(`a[href="/${page}"]`);
    if (link !== null) link.hidden = !shown;
  }
}

/** The button and its menu; clicks and keys in it are not the viewer's, whose header leads to the study list. */
function fillAccountMenu(host: HTMLElement, network: typeof fetch): void {
  if (host.shadowRoot !== null) return;
  const root = host.attachShadow({ mode: "open" });
  const style = new CSSStyleSheet();
  style.replaceSync(STYLE);
  root.adoptedStyleSheets = [style];
  root.innerHTML = MARKUP;
  for (const item of root.querySelectorAll<HTMLElement>("[data-text]")) {
    item.textContent = texts[item.dataset["text"] as keyof typeof texts];
  }
  const button = root.querySelector<HTMLElement>(".open");
  const menu = root.querySelector<HTMLElement>(".menu");
  if (button === null || menu === null) return;
  button.ariaLabel = texts["account.menu"];
  button.title = texts["account.menu"];
  menu.addEventListener("beforetoggle", () => {
    const place = button.getBoundingClientRect();
    menu.style.left = `${place.left}px`;
    menu.style.top = `${place.bottom + 4}px`;
    placeLinks(root);
    void showPages(root, network);
  });
  for (const type of ["click", "keydown", "keyup", "pointerdown", "mousedown"]) {
    host.addEventListener(type, (event) => {
      event.stopPropagation();
    });
  }
}

/**
 * Defines `<collimator-account>`: the way to the account and out, wherever the viewer's configuration puts it.
 *
 * @param network the browser's own fetch
 */
export function defineAccountMenu(network: typeof fetch): void {
  customElements.define(
    "collimator-account",
    class extends HTMLElement {
      connectedCallback(): void {
        fillAccountMenu(this, network);
      }
    },
  );
}
