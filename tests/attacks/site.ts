import type { Site } from "./request";

type Dataset = Readonly<Record<string, { readonly Value?: readonly string[] } | undefined>>;

const NONE = "1.2.3";

/**
 * A deployment as a target: with an instance that it holds, of the study where one is given, or with made-up UIDs where
 * it shows none.
 */
export async function siteAt(url: string, cookie: string, study?: string): Promise<Site> {
  const headers = { Accept: "application/dicom+json", ...(cookie === "" ? {} : { Cookie: cookie }) };
  const answer = await fetch(`${url}/pacs/${study === undefined ? "" : `studies/${study}/`}instances?limit=1`, {
    headers,
    redirect: "manual",
  });
  const found = answer.status === 200 ? ((await answer.json()) as Dataset[])[0] : undefined;
  const uid = (tag: string): string => found?.[tag]?.Value?.[0] ?? NONE;
  return { url, cookie, study: uid("0020000D"), series: uid("0020000E"), instance: uid("00080018") };
}
