import { expect, test } from "vitest";
import { callLua } from "../../../support/lua";

const INSTANCE = "/pacs/studies/1.2/series/1.3/instances/1.4";
const ID = "0123abcd-0123abcd-0123abcd-0123abcd-0123abcd";
const READ = ["GET", "HEAD", "OPTIONS"];

test.each<[string, readonly string[]]>([
  ["/pacs/studies", ["GET", "HEAD", "POST", "OPTIONS"]],
  ["/pacs/studies/1.2", ["GET", "HEAD", "POST", "OPTIONS"]],
  ["/pacs/series", READ],
  [`${INSTANCE}/frames/1`, READ],
  [`${INSTANCE}/bulk/00420011`, READ],
  ["/pacs-admin", READ],
  ["/pacs-admin/system", READ],
  ["/pacs-admin/studies", READ],
  [`/pacs-admin/studies/${ID}`, [...READ.slice(0, 2), "DELETE", "OPTIONS"]],
  ["/pacs-admin/app/explorer.html", READ],
  ["/pacs-admin/plugins/explorer.js", READ],
  ["/account", READ],
  ["/upload", READ],
  ["/gateway/upload.js", ["GET", "HEAD"]],
  ["/password", ["GET", "HEAD", "POST", "OPTIONS"]],
  ["/logout", ["POST", "OPTIONS"]],
  ["/viewer", READ],
  ["/app.bundle.js", READ],
  ["/healthz", ["GET", "HEAD"]],
  ["/gateway/logo.svg", ["GET", "HEAD"]],
  ["/login", ["GET", "HEAD", "POST"]],
  ["/gateway/csp-report", ["POST"]],
])("%s supports %j", async (path, methods) => {
  expect(await callLua("gateway.routes.methods", "methodsAt", path)).toEqual([methods]);
});

test.each([
  "/pacs",
  "/pacs/nothing",
  "/pacs/studies/1..2",
  "/pacs//studies",
  "/pacs/studies/..%5c..%5cstatistics",
  "/pacs-admin/nothing",
  "/pacs-admin/../system",
  "//",
])("%s is no resource and supports no method", async (path) => {
  expect(await callLua("gateway.routes.methods", "methodsAt", path)).toEqual([{}]);
});

test("a HEAD is read as the GET that it stands for", async () => {
  const [request] = await callLua("gateway.http.request", "parseTarget", "HEAD", "/pacs/studies?limit=1");
  expect(request).toEqual({ method: "GET", path: "/pacs/studies", query: "limit=1" });
});
