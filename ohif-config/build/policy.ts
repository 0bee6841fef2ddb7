import { createHash } from "node:crypto";

/**
 * The viewer's Content-Security-Policy (CSP Level 3): this origin alone, and of inline scripts only those that
 * the page came with. WebAssembly (image decoders) needs 'wasm-unsafe-eval', React and the canvas overlays need
 * inline styles, decoded images and worker scripts are blobs, `data:` in connect-src is a decoder's own wasm.
 * An encapsulated PDF is an `<object>` of a blob, which the browser shows in a frame; before the blob is there, the
 * object has no address, which counts as 'self'. A video comes from a blob or from the archive's address.
 * The site has no manifest: it stays at 'none'. nginx adds where violations are reported to.
 *
 * @param page index.html as it is served
 */
export function viewerPolicy(page: string): string {
  const directives = [
    "default-src 'none'",
    `script-src 'self' ${[...inlineScriptHashes(page), "'wasm-unsafe-eval'"].join(" ")}`,
    "script-src-attr 'none'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self' blob: data:",
    "worker-src 'self' blob:",
    "media-src 'self' blob:",
    "object-src 'self' blob:",
    "frame-src blob:",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ];
  return directives.join("; ");
}

/** A quoted CSP hash source for each script without `src`, each once. */
function inlineScriptHashes(page: string): string[] {
  const scripts = [...page.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)];
  const hashes = scripts.map((match) =>
    createHash("sha256")
      .update(match[1] ?? "")
      .digest("base64"),
  );
  return [...new Set(hashes)].map((hash) => `'sha256-${hash}'`);
}
