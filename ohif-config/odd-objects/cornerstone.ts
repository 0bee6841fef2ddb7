/** A viewport of Cornerstone's, as far as it is used here. */
export interface Viewport {
  readonly element: HTMLElement;
  readonly type: string;
  getCurrentImageId?(): string | undefined;
  getImageIds?(): readonly string[];
  getActors?(): readonly Actor[];
}

/** What is drawn in a viewport, such as a volume: `referencedId`, or else `uid`, is the volume's id. */
interface Actor {
  readonly uid: string;
  readonly referencedId?: string;
}

/** A volume of slices. */
interface Volume {
  readonly imageIds: readonly string[];
  /** Of each slice how good it is, if the volume is loaded slice by slice. */
  readonly cachedFrames?: readonly (number | undefined)[];
}

interface Cornerstone {
  getRenderingEngines(): readonly { getViewports(): readonly Viewport[] }[];
  readonly eventTarget: EventTarget;
  readonly cache: { getVolume(volumeId: string): Volume | undefined };
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

/** The volume that has this id; undefined if it is another thing's. */
export function volumeOf(id: string): Volume | undefined {
  return cornerstone()?.cache.getVolume(id);
}
