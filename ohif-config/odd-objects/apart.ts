/**
 * What is done with many objects, done with each apart, so that one that fails takes no other with it.
 *
 * @module
 */
import { withCountOf } from "../study-list/counts";
import type { DataSet } from "./data-sets";
import { fill, words } from "./words";

/** OHIF's services, as far as they are used here. */
interface Services {
  readonly uiNotificationService: { show(notification: object): void };
}

/** The results of a function for the objects with which it does not fail. */
export function apart<From, To>(work: (from: From) => To): (from: From) => To[] {
  return (from) => {
    try {
      return [work(from)];
    } catch (error) {
      console.warn("Left out, since it could not be read:", from, error);
      return [];
    }
  };
}

/** The rows of a list, each mapped apart, in its order; of one that fails, what is known by its identifiers. */
export function rows<Row>(
  map: (dataSets: readonly DataSet[]) => Row[],
  dataSets: readonly DataSet[] | undefined,
  identifiers: Readonly<Record<string, string>>,
): Row[] {
  const all = dataSets ?? [];
  const sound = new Set(all.filter((dataSet) => apart(() => map([dataSet]))(dataSet).length > 0));
  const mapped = map([...sound]).values();
  const inOrder = all.map((dataSet) =>
    sound.has(dataSet) ? (mapped.next().value as Row) : (bareRow(dataSet, identifiers) as Row),
  );
  return withCountOf(dataSets, inOrder);
}

function bareRow(dataSet: DataSet, identifiers: Readonly<Record<string, string>>): Record<string, unknown> {
  const known = Object.entries(identifiers).map(([name, tag]) => {
    const value = dataSet[tag]?.Value?.[0];
    return [name, typeof value === "string" ? value : ""];
  });
  const empty = { modalities: "", patientName: "", mrn: "", accession: "", description: "", instances: 0 };
  return { ...empty, ...(Object.fromEntries(known) as object) };
}

/** The series' promise; where it is broken, the person is told. */
export async function told<T>(
  series: { Modality?: unknown; SeriesDescription?: unknown },
  work: Promise<T>,
): Promise<T> {
  return work.catch((error: unknown) => {
    const name = [series.Modality, series.SeriesDescription].filter(Boolean).join(" ");
    show(fill(words["viewer.series-unread.title"], { series: name }), words["viewer.series-unread"]);
    throw error;
  });
}

/** Says that a study has nothing to show, and that this may be the archive's fault. */
export function nothingRead(): void {
  show(words["viewer.study-unread.title"], words["viewer.study-unread"]);
}

function show(title: string, message: string): void {
  const { services } = window as unknown as { services?: Services };
  // An `id` is shown once.
  services?.uiNotificationService.show({ id: title, title, message, type: "error", duration: 60_000 });
}
