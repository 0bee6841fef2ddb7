import { askSession, isOwn } from "./ask-session";

type Part = HTMLScriptElement | HTMLLinkElement;

function isPart(target: EventTarget | null): target is Part {
  if (target instanceof HTMLScriptElement) return isOwn(target.src);
  return target instanceof HTMLLinkElement && target.rel === "stylesheet" && isOwn(target.href);
}

/** A copy that the browser loads anew; one made by cloneNode would count as run already. */
function anew(part: Part): Part {
  const copy = document.createElement(part.localName) as Part;
  for (const { name, value } of part.attributes) copy.setAttribute(name, value);
  return copy;
}

/**
 * The viewer loads parts of itself by script and link elements when they are first needed. One that fails because
 * the session has ended is loaded again with the next session, and only then does the viewer hear of it. (After two
 * minutes the viewer gives a part up by itself.)
 */
export function holdParts(network: typeof fetch, renew: () => Promise<void>): void {
  const copies = new WeakSet<Part>();

  const load = async (part: Part): Promise<void> => {
    if ((await askSession(network)) !== "ended") {
      part.dispatchEvent(new Event("error"));
      return;
    }
    await renew();
    const copy = anew(part);
    copies.add(copy);
    for (const type of ["load", "error"]) {
      copy.addEventListener(type, (event) => {
        event.stopPropagation();
        part.dispatchEvent(new Event(type));
      });
    }
    part.after(copy);
  };

  const handler = (event: Event): void => {
    // The events dispatched above are the answer to the viewer, and a copy is loaded once.
    if (!event.isTrusted || !isPart(event.target) || copies.has(event.target)) return;
    event.stopImmediatePropagation();
    void load(event.target);
  };
  addEventListener("error", handler, true);
}
