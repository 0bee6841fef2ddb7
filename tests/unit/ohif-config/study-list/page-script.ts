import { createContext, runInContext } from "node:vm";
import { oddObjectsScript } from "../../../../ohif-config/build/odd-objects";
import type * as List from "../../../../ohif-config/study-list/list";

const script = oddObjectsScript();

/** What the patched bundles call, as the page has it. */
export interface Ours {
  readonly list: typeof List;
  soundDataSets(answer: unknown): object;
  rows<Row>(map: (dataSets: readonly object[]) => Row[], dataSets: object, identifiers: object): Row[];
}

/** What a page has, as far as the script uses it at once. */
export const PAGE = {
  console: { warn: (): void => undefined },
  document: { adoptedStyleSheets: [] as unknown[] },
  CSSStyleSheet: class {
    replaceSync(): void {
      // Nobody looks at it here.
    }
  },
};

/** The same in a page that has just been loaded, in a narrow window or not. */
export function load(isNarrow = false): Ours {
  const window: { collimatorViewer?: Ours; addEventListener: unknown } = { addEventListener: () => undefined };
  const matchMedia = (): { matches: boolean } => ({ matches: isNarrow });
  runInContext(script, createContext({ ...PAGE, window, URLSearchParams, matchMedia }));
  if (window.collimatorViewer === undefined) throw new Error("the script has left nothing on the window");
  return window.collimatorViewer;
}

/** By value: what comes out of the page's own realm has other prototypes. */
export const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
