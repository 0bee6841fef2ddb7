import type { AttributeName } from "./response-names";

/**
 * How a representation writes a data set.
 *
 * @noSelf
 */
export interface ResponseWriter {
  readonly start: string;
  readonly end: string;
  /** Between attributes, and between items. */
  readonly comma: string;
  /** One with a value. */
  readonly attribute: (name: AttributeName, value: string | number) => string;
  readonly empty: (name: AttributeName) => string;
  readonly sequenceStart: (name: AttributeName) => string;
  readonly sequenceEnd: string;
  /** Of an item, counted from 1. */
  readonly itemStart: (number: number) => string;
  readonly itemEnd: string;
}
