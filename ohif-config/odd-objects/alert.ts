/** What is said over an image, and does not keep anybody from using it. */
const STYLE = "position:absolute;text-align:center;color:#fff;pointer-events:none;";

/**
 * Says something over a viewport.
 *
 * @param mark an attribute by which it is found again
 * @param place where it stands, in CSS
 */
export function alertOver(element: HTMLElement, mark: string, place: string, text: string): HTMLElement {
  const said = document.createElement("p");
  said.setAttribute("role", "alert");
  said.setAttribute(mark, "");
  said.style.cssText = STYLE + place;
  said.textContent = text;
  element.append(said);
  return said;
}
