/**
 * Segmentations in the viewer: drawn with the brush, and their voxels as the viewer holds them.
 *
 * @module
 */
import type { Page } from "playwright-core";
import { viewport } from "./overlay";

interface LabelmapImage {
  readonly referencedImageId: string;
  getPixelData(): ArrayLike<number>;
}

/** What OHIF leaves on `window`, as far as it is used here. */
interface Segmentations {
  readonly services?: {
    readonly segmentationService: {
      getSegmentations(): readonly {
        readonly representationData: { readonly Labelmap: { readonly imageIds: readonly string[] } };
      }[];
    };
  };
  readonly cornerstone?: { readonly cache: { getImage(id: string): LabelmapImage } };
}

/** The labelled voxels of the one segmentation, as `<image> <voxel> <label>`. */
export async function labelledVoxels(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const { services, cornerstone } = window as unknown as Segmentations;
    const segmentations = services?.segmentationService.getSegmentations() ?? [];
    return segmentations.flatMap(({ representationData }) =>
      representationData.Labelmap.imageIds.flatMap((id) => {
        const image = cornerstone?.cache.getImage(id);
        return Array.from(image?.getPixelData() ?? []).flatMap((label, voxel) =>
          label === 0 ? [] : [`${image?.referencedImageId ?? ""} ${voxel} ${label}`],
        );
      }),
    );
  });
}

/** The images that have labelled voxels. */
export function imagesOf(voxels: readonly string[]): Set<string> {
  return new Set(voxels.map((voxel) => voxel.split(" ")[0] ?? ""));
}

/** Dice's coefficient: 1 where both have the same voxels with the same labels, 0 where they share none. */
export function dice(one: readonly string[], other: readonly string[]): number {
  const known = new Set(one);
  return (2 * other.filter((voxel) => known.has(voxel)).length) / (one.length + other.length);
}

/** Draws a stroke that bends, with the tool that is chosen; `bend` from -1 to 1. */
export async function drawStroke(page: Page, bend: number): Promise<void> {
  const box = await viewport(page).boundingBox();
  if (box === null) throw new Error("The viewport is not shown");
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x - 80, y - 40);
  await page.mouse.down();
  await page.mouse.move(x, y + 60 * bend, { steps: 6 });
  await page.mouse.move(x + 90, y - 60, { steps: 6 });
  await page.mouse.up();
}

/** Sends the segmentation to the archive as a series of this name, from the panel's menu. */
export async function saveSegmentation(page: Page, name: string): Promise<void> {
  await page.locator("[data-cy=segmentation-collapsed-more-btn-Labelmap]").click();
  await page.getByRole("menuitem", { name: "Export" }).click();
  await page.getByRole("menuitem", { name: "DICOM SEG" }).click();
  await page.locator("[data-cy=dialog-input]").fill(name);
  await page.locator("[data-cy=input-dialog-save-button]").click();
}
