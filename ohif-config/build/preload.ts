/** Files of this origin, with names that mean nothing to nginx or in a header. */
const LOCAL = /^\/[\w./-]+$/;

/**
 * The Link field (RFC 8288) by which browsers ask for the scripts and style sheets of the viewer's page before they have
 * read it, in the order of the page.
 *
 * @param page index.html as it is served
 */
export function preloadLinks(page: string): string {
  const links: string[] = [];
  for (const [tag] of page.matchAll(/<(?:script|link) [^>]*>/g)) {
    const attribute = (name: string): string | undefined => new RegExp(` ${name}="?([^" >]*)"?`).exec(tag)?.[1];
    const isScript = tag.startsWith("<script");
    const file = attribute(isScript ? "src" : "href");
    if (file === undefined || !LOCAL.test(file)) continue;
    if (!isScript && attribute("rel") !== "stylesheet") continue;
    // Asked for in another mode, it would be fetched twice.
    if (/ crossorigin\b/.test(tag)) continue;
    const isModule = attribute("type") === "module";
    links.push(`<${file}>; ${isModule ? "rel=modulepreload" : `rel=preload; as=${isScript ? "script" : "style"}`}`);
  }
  return links.join(", ");
}

/** The same as nginx has it: `$viewer_preload`, with the viewer's pages and nothing else. */
export function preloadSetting(page: string): string {
  const value = preloadLinks(page);
  return `map $collimator_file $viewer_preload {\n    default "";\n    /index.html "${value}";\n}\n`;
}
