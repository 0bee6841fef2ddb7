/**
 * Length measurements in OHIF's first viewport: drawn by mouse, read from the viewer's own list.
 *
 * @module
 */
import type { Page } from "playwright-core";

/** A measurement as the viewer holds it; points in patient coordinates, millimetres. */
export interface Measurement {
  readonly uid: string;
  readonly displayText: { readonly primary: readonly string[] };
  readonly points: readonly (readonly number[])[];
}

declare global {
  interface Window {
    /** What OHIF leaves on `window`, as far as it is used here. */
    services?: { readonly measurementService: { getMeasurements(): Measurement[] } };
  }
}

/** Draws a length across the middle of the viewport and tells the viewer to track it. */
export async function drawLength(page: Page): Promise<void> {
  await page.locator("[data-cy=MeasurementTools-split-button-primary]").click();
  const box = await page.locator("canvas.cornerstone-canvas").first().boundingBox();
  if (box === null) throw new Error("The viewport is not shown");
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x - 100, y - 50);
  await page.mouse.down();
  await page.mouse.move(x, y, { steps: 4 });
  await page.mouse.move(x + 100, y + 50, { steps: 4 });
  await page.mouse.up();
  await page.locator("[data-cy=prompt-begin-tracking-yes-btn]").click();
}

/** The measurements that the viewer knows, saved or not. */
export async function measurements(page: Page): Promise<readonly Measurement[]> {
  return page.evaluate(() =>
    (window.services?.measurementService.getMeasurements() ?? []).map(({ uid, displayText, points }) => ({
      uid,
      displayText,
      points,
    })),
  );
}

/** Opens the dialog that sends the tracked measurements to the archive as a structured report (PS3.3, A.35.3). */
export async function openReport(page: Page): Promise<void> {
  await page.locator("[data-cy=trackedMeasurements-btn]").click();
  await page.getByRole("button", { name: "Create SR" }).click();
  await page.getByRole("button", { name: "Save", exact: true }).waitFor();
}

/** Sends the report whose dialog is open. */
export async function saveReport(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Save", exact: true }).click();
}
