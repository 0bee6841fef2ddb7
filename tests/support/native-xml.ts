/** Reads the Native DICOM Model (PS3.19, section A.1) as the gateway writes it, strictly, into the DICOM JSON Model. */

/** An attribute of the DICOM JSON Model (PS3.18, annex F). */
export interface JsonAttribute {
  readonly vr: string;
  readonly Value?: readonly (string | number | JsonDataSet)[];
}
export type JsonDataSet = Readonly<Record<string, JsonAttribute>>;

const TOKEN = /<(\/?)([A-Za-z]+)((?: [A-Za-z:]+="[^"<]*")*)>|([^<]+)/gy;
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

interface Token {
  readonly open?: string;
  readonly close?: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly text?: string;
}

function tokensOf(xml: string): Token[] {
  const start = '<?xml version="1.0" encoding="UTF-8"?>\n';
  if (!xml.startsWith(start)) throw new Error("no XML declaration");
  const tokens: Token[] = [];
  TOKEN.lastIndex = start.length;
  const end = xml.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const match = TOKEN.exec(xml);
    if (match === null) throw new Error("not the XML that the gateway writes");
    const [, slash, name = "", list = "", text] = match as readonly (string | undefined)[];
    const pairs = [...list.matchAll(/ ([\w:]+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [key, value] as const);
    const attributes: Readonly<Record<string, string>> = Object.fromEntries(pairs);
    if (text !== undefined)
      tokens.push({ attributes, text: text.replace(/&(\w+);/g, (_, entity: string) => ENTITIES[entity] ?? "?") });
    else tokens.push(slash === "/" ? { close: name, attributes } : { open: name, attributes });
  }
  return tokens;
}

/** The data set of a document; private attributes come as their place without a block says. */
export function readNative(xml: string): JsonDataSet {
  const tokens = tokensOf(xml);
  let at = 0;
  const next = (): Token => tokens[at++] ?? { attributes: {} };
  const expectClose = (name: string): void => {
    const { close } = next();
    if (close !== name) throw new Error(`${String(close)} in place of the end of ${name}`);
  };
  const readAttribute = (vr: string): JsonAttribute => {
    const values: (string | number | JsonDataSet)[] = [];
    for (let number = 1; ; number++) {
      const { open, close, attributes } = next();
      if (close === "DicomAttribute") return values.length === 0 ? { vr } : { vr, Value: values };
      if (attributes["number"] !== String(number)) throw new Error("values out of order");
      if (open === "Item") {
        values.push(readDataSet("Item"));
      } else if (open === "Value") {
        const { text = "" } = next();
        values.push(vr === "US" ? Number(text) : text);
        expectClose("Value");
      } else {
        throw new Error(`${String(open)} in an attribute`);
      }
    }
  };
  const readDataSet = (name: string): JsonDataSet => {
    const dataSet: Record<string, JsonAttribute> = {};
    for (;;) {
      const { open, close, attributes } = next();
      if (close === name) return dataSet;
      const { tag, vr } = attributes;
      if (open !== "DicomAttribute" || tag === undefined || vr === undefined) throw new Error("no attribute");
      dataSet[tag] = readAttribute(vr);
    }
  };
  const { open, attributes } = next();
  const namespace = "http://dicom.nema.org/PS3.19/models/NativeDICOM";
  if (open !== "NativeDicomModel" || attributes["xmlns"] !== namespace) throw new Error("not the native model");
  const dataSet = readDataSet("NativeDicomModel");
  if (at !== tokens.length) throw new Error("more than a document");
  return dataSet;
}
