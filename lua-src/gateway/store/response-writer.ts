import type { AttributeName } from "./response-names";

/**
 * How a representation writes a data set. What stands around a value does not depend on it: an answer of many parts is
 * put together from the same few texts.
 *
 * @noSelf
 */
export interface ResponseWriter {
  readonly start: string;
  readonly end: string;
  /** Between attributes, and between items. */
  readonly comma: string;
  /** What stands before the value of an attribute, and behind it. */
  readonly before: (name: AttributeName) => string;
  readonly behind: (name: AttributeName) => string;
  /** A value without what would end it. */
  readonly escaped: (value: string) => string;
  /** An attribute without a value. */
  readonly empty: (name: AttributeName) => string;
  readonly sequenceStart: (name: AttributeName) => string;
  readonly sequenceEnd: string;
  /** Of an item, counted from 1. */
  readonly itemStart: (number: number) => string;
  readonly itemEnd: string;
}
