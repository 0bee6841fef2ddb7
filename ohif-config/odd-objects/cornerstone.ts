/** A viewport of Cornerstone's, as far as it is used here. */
export interface Viewport {
  readonly element: HTMLElement;
  readonly type: string;
  getCurrentImageId?(): string | undefined;
  getImageIds?(): readonly string[];
}

interface Cornerstone {
  getRenderingEngines(): readonly { getViewports(): readonly Viewport[] }[];
  readonly eventTarget: EventTarget;
}

/** What OHIF leaves on `window`; undefined before a study is opened. */
function cornerstone(): Cornerstone | undefined {
  return (window as unknown as { cornerstone?: Cornerstone }).cornerstone;
}

export function viewports(): readonly Viewport[] {
  return (
    cornerstone()
      ?.getRenderingEngines()
      .flatMap((engine) => engine.getViewports()) ?? []
  );
}

/** Where Cornerstone's events that belong to no element arrive. */
export function eventTarget(): EventTarget | undefined {
  return cornerstone()?.eventTarget;
}
