/**
 * OHIF marks a series that it can't show, such as a presentation state, with a small triangle and nothing else, so a
 * person may take the images for all that there is. Here the viewer says so when it finds such a series.
 *
 * @module
 */
import texts from "../texts/en.json";

/** The end of the function that makes a display set of a series that nothing else takes. */
const END = /(function getDisplaySetsFromUnsupportedSeries\(instances\) \{[\s\S]*?\n)( *return \[imageSet\];)/;

/** What the notice has of a series; as in OHIF, where both may be missing. */
interface UnsupportedSeries {
  readonly Modality?: string;
  readonly SeriesDescription?: string;
}

/** What the viewer says of a series. Its text goes into the bundle: no helpers. */
export function notice(series: UnsupportedSeries, title: string, message: string): object {
  const name = [series.Modality, series.SeriesDescription].filter((part) => part).join(" ");
  // An `id` is shown once, however often the viewer reads the series.
  return { id: `unsupported ${name}`, title: `${title}: ${name}`, message, type: "warning", duration: 15000 };
}

/** The script with the notice; the script itself where it does not take such series. */
export function withNoticeOfUnsupported(script: string): string {
  const words = [texts["viewer.unsupported.title"], texts["viewer.unsupported"]].map((text) => JSON.stringify(text));
  const show = `window.services?.uiNotificationService.show((${notice.toString()})(instance, ${words.join(", ")}));`;
  return script.replace(END, (_, before: string, end: string) => `${before}  ${show}\n${end}`);
}
