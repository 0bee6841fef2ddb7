/**
 * Data sets of the DICOM JSON Model (PS3.18, Annex F) as OHIF expects them. An attribute without a value comes with its
 * VR alone (section F.2.5), which OHIF takes for a list in some places and for a value in others. Here it is left out,
 * as an attribute is that the object does not have: what reads a data set has to expect that anyway.
 *
 * @module
 */
import { withCountOf } from "../study-list/counts";
import { isDrawable } from "./numbers";

/** An attribute in the DICOM JSON Model. */
export interface Attribute {
  readonly vr?: string;
  readonly Value?: readonly unknown[];
  readonly BulkDataURI?: string;
  readonly InlineBinary?: string;
}

export type DataSet = Record<string, Attribute>;

/** The data sets of an answer, without attributes that have no value or no possible one; another answer as it is. */
export function soundDataSets(answer: unknown): unknown {
  return Array.isArray(answer) ? withCountOf(answer, answer.filter(isObject).map(soundDataSet)) : answer;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function soundDataSet(dataSet: Readonly<Record<string, unknown>>): DataSet {
  const sound: DataSet = {};
  for (const [tag, attribute] of Object.entries(dataSet)) {
    if (!isObject(attribute)) continue;
    const known = soundAttribute(attribute);
    if (known !== undefined && isDrawable(tag, known.Value)) sound[tag] = known;
  }
  return sound;
}

/** The attribute with values; undefined where it has none. */
function soundAttribute(attribute: Attribute): Attribute | undefined {
  if (attribute.BulkDataURI !== undefined || attribute.InlineBinary !== undefined) return attribute;
  const { vr, Value: values } = attribute;
  if (!Array.isArray(values)) return undefined;
  if (vr === "SQ") {
    const items = values.filter(isObject);
    return items.length === 0 ? undefined : { vr, Value: items.map(soundDataSet) };
  }
  return values.every((value) => value === null) ? undefined : attribute;
}
