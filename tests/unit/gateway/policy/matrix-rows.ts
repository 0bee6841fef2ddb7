/**
 * All that the gateway's tables let through, as its own modules have it: whatever is added there has to have a row in the
 * model as well.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import { callLua } from "../../../support/lua";
import { luaConstant } from "../../../support/lua-calls";

/** A method and a path, of which segments in braces stand for anything; below the gateway's own root. */
export interface Row {
  readonly method: string;
  readonly template: string;
}

type Routes = Readonly<Record<string, unknown>>;

/** The routes in a table of a table of routes, however deep. */
function routesIn(value: unknown): Row[] {
  if (typeof value !== "object" || value === null) return [];
  const { method, template } = value as Partial<Row>;
  if (method !== undefined && template !== undefined) return [{ method, template }];
  return Object.values(value as Routes).flatMap((inner) => routesIn(inner));
}

async function constant(module: string, name: string): Promise<Row[]> {
  const [json] = await callLua("cjson", "encode", luaConstant(`shared.policy.${module}`, name));
  return routesIn(JSON.parse(json as string));
}

/** The admin side's, and DICOMweb's. Store (PS3.18, section 10.5) is none of them: it ends in the gateway. */
export async function archiveRows(): Promise<Row[]> {
  const admin = await constant("admin-routes", "ADMIN_ROUTES");
  const names = ["VIEW", "RENDERED"];
  const dicomweb = (await Promise.all(names.map(async (name) => constant("dicomweb-routes", name)))).flat();
  return [
    ...admin.map(({ method, template }) => ({ method, template: `/pacs-admin${template}` })),
    ...dicomweb.map(({ method, template }) => ({ method, template: template.replace("/dicom-web", "/pacs") })),
  ];
}

const between = (text: string, start: string, end: string): string => {
  const from = text.indexOf(start);
  if (from < 0) throw new Error(`no ${start}`);
  return text.slice(from + start.length, text.indexOf(end, from));
};

/** The gateway's own pages that need a session. */
export function pageRows(): Row[] {
  const source = readFileSync("lua-src/gateway/routes/pages.ts", "utf8");
  const methods: Record<string, string[]> = { GET: ["GET"], POST: ["POST"], FORM: ["GET", "POST"] };
  const lines = between(source, "export const PAGES = {", "} satisfies");
  return [...lines.matchAll(/^ {2}"(\S+)": \{ methods: (\w+), requires: \w+,/gm)].flatMap(
    ([, template = "", which = ""]) => (methods[which] ?? []).map((method) => ({ method, template })),
  );
}

/** The kinds of DICOMweb transactions, by what each requires. */
export function transactionKinds(): string[] {
  const source = readFileSync("lua-src/gateway/routes/transactions.ts", "utf8");
  const lines = between(source, 'const DICOMWEB: Readonly<Record<Transaction["kind"], Row>> = {', "};");
  return [...lines.matchAll(/^ {2}(\w+):/gm)].map(([, kind = ""]) => kind);
}

/** Whether a request is one of a row. */
export function isOf(
  { method, template }: Row,
  request: { readonly method: string; readonly target: string },
): boolean {
  const pattern = template
    .replaceAll(/[.]/g, "\\.")
    .replaceAll(/\{bulk\}/g, ".+")
    .replaceAll(/\{\w+\}/g, "[^/]+");
  const [path = ""] = request.target.split("?");
  return method === request.method && new RegExp(`^${pattern}$`).test(path);
}
