import texts from "../texts/en.json";
import type { LoginOutcome } from "./log-in";

/** The login over the viewer. It is made when it is first needed, and each call shows another side of it. */
export interface Layer {
  /** Asks for a login; `user` is the name that is filled in. What a person has typed stays. */
  readonly askLogin: (user: string) => void;
  readonly tellPasswordDue: () => void;
  readonly tellOtherAccount: () => void;
  /** Who is told of a successful login. */
  readonly onLogin: (listener: () => void) => void;
  readonly close: () => void;
}

type Side = "login" | "password-due" | "other-account";

/** The card of the login page, in a shadow tree: the viewer's styles and these do not meet. */
const MARKUP = `
<link rel="stylesheet" href="/gateway/gateway.css" />
<dialog class="layer" aria-labelledby="title">
  <div class="card">
    <h1 id="title" data-text="session.title"></h1>
    <div data-side="login">
      <p class="lead" data-text="session.lead"></p>
      <p class="error" id="error" role="alert" hidden></p>
      <form>
        <div class="field">
          <label for="user" data-text="login.user"></label>
          <input id="user" type="text" autocomplete="username" autocapitalize="none" spellcheck="false" required />
        </div>
        <div class="field">
          <label for="password" data-text="login.password"></label>
          <input id="password" type="password" autocomplete="current-password" required />
        </div>
        <button class="primary" type="submit" data-text="login.submit"></button>
      </form>
      <p class="aside"><a href="/login?to=%2Faccount" target="_blank" data-text="session.other-way"></a></p>
    </div>
    <div data-side="password-due" role="status" hidden>
      <p class="notice" data-text="session.password-due"></p>
      <p class="aside"><a href="/password" target="_blank" data-text="session.password-link"></a></p>
    </div>
    <div data-side="other-account" role="status" hidden>
      <p class="notice" data-text="session.other-account"></p>
      <p class="aside"><button class="primary" type="button" id="reload" data-text="session.reload"></button></p>
    </div>
  </div>
</dialog>`;

const ERRORS: Readonly<Record<Exclude<LoginOutcome, "ok">, keyof typeof texts>> = {
  wrong: "login.error.wrong",
  busy: "message.busy.text",
  unavailable: "login.error.unavailable",
};

/** The viewer's shortcuts and tools listen on the document: what is typed and pressed here is not for them. */
const KEPT_EVENTS = ["keydown", "keyup", "keypress", "wheel", "pointerdown", "mousedown", "click", "paste"];

/** @param logIn sends name and password */
export function createLayer(logIn: (user: string, password: string) => Promise<LoginOutcome>): Layer {
  let host: HTMLElement | undefined;
  let wanted = false;
  let loggedIn = (): void => undefined;

  const find = (selector: string): HTMLElement => {
    const found = host?.shadowRoot?.querySelector<HTMLElement>(selector);
    if (found === null || found === undefined) throw new Error(`the login layer has no ${selector}`);
    return found;
  };
  const dialog = (): HTMLDialogElement => find("dialog") as HTMLDialogElement;
  const user = (): HTMLInputElement => find("#user") as HTMLInputElement;
  const password = (): HTMLInputElement => find("#password") as HTMLInputElement;

  const showError = (text: string): void => {
    const error = find("#error");
    error.textContent = text;
    error.hidden = text === "";
    for (const input of [user(), password()]) {
      input.ariaInvalid = text === "" ? null : "true";
      if (text === "") input.removeAttribute("aria-describedby");
      else input.setAttribute("aria-describedby", "error");
    }
  };

  const submit = async (): Promise<void> => {
    const button = find("button[type=submit]") as HTMLButtonElement;
    if (button.disabled) return;
    button.disabled = true;
    const outcome = await logIn(user().value, password().value);
    button.disabled = false;
    showError(outcome === "ok" ? "" : texts[ERRORS[outcome]]);
    if (outcome !== "unavailable" && outcome !== "busy") password().value = "";
    if (outcome === "ok") loggedIn();
    else password().focus();
  };

  const open = (): void => {
    if (!wanted || dialog().open) return;
    dialog().showModal();
    (user().value === "" ? user() : password()).focus();
  };

  const keepEvent = (event: Event): void => {
    event.stopPropagation();
    // Escape would close the dialog, and there is nothing to go back to.
    if (event instanceof KeyboardEvent && event.key === "Escape") event.preventDefault();
  };

  const make = (): HTMLElement => {
    const element = document.createElement("div");
    host = element;
    const root = element.attachShadow({ mode: "open" });
    root.innerHTML = MARKUP;
    for (const labelled of root.querySelectorAll<HTMLElement>("[data-text]")) {
      labelled.textContent = texts[labelled.dataset["text"] as keyof typeof texts];
    }
    for (const type of KEPT_EVENTS) element.addEventListener(type, keepEvent);
    find("form").addEventListener("submit", (event) => {
      event.preventDefault();
      void submit();
    });
    find("#reload").addEventListener("click", () => {
      location.reload();
    });
    dialog().addEventListener("cancel", (event) => {
      event.preventDefault();
    });
    dialog().addEventListener("close", open);
    // Shown with its style, or without where the gateway does not answer.
    for (const type of ["load", "error"]) find("link").addEventListener(type, open);
    document.body.append(element);
    return element;
  };

  const show = (side: Side): void => {
    host ??= make();
    for (const part of host.shadowRoot?.querySelectorAll<HTMLElement>("[data-side]") ?? []) {
      part.hidden = part.dataset["side"] !== side;
    }
    if (!wanted && side === "login") showError("");
    const styled = (find("link") as HTMLLinkElement).sheet !== null;
    wanted = true;
    if (styled) open();
  };

  return {
    askLogin: (name) => {
      const filled = host !== undefined && user().value !== "";
      show("login");
      if (!filled) user().value = name;
    },
    tellPasswordDue: () => {
      show("password-due");
    },
    tellOtherAccount: () => {
      show("other-account");
    },
    onLogin: (listener) => {
      loggedIn = listener;
    },
    close: () => {
      wanted = false;
      if (host !== undefined) dialog().close();
    },
  };
}
