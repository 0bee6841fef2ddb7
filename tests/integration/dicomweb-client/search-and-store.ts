import { expect } from "vitest";
import { dicomwebClient, refusalOf } from "../../support/dicomweb-client";
import { pictureFile, SIZE, uidsOf } from "../../support/pictures";
import { type DataSet, GRAY, letter, type Methods, partsOf, series, study, uids, valuesOf } from "./objects";

const file = (name: string): Buffer => pictureFile(name, GRAY);
const buffer = (bytes: Buffer): ArrayBuffer => new Uint8Array(bytes).buffer;

export const SEARCH_AND_STORE: Methods = {
  searchForStudies: async () => {
    const client = dicomwebClient();
    const found = async (queryParams: object): Promise<unknown[]> =>
      valuesOf(client.searchForStudies({ queryParams }), "0020000D");
    expect(await found({ StudyInstanceUID: uids.study })).toEqual([uids.study]);
    const both = [uids.study, letter.studyInstanceUID];
    expect((await found({ "0020000D": both.join(",") })).sort()).toEqual(both.sort());
    expect(await found({ PatientName: "nobody here*", fuzzymatching: true })).toEqual([]);
    const paged = { PatientID: "client pdf", includefield: ["00081030", "PatientAge"], limit: 5, offset: 0 };
    expect(await found(paged)).toEqual([letter.studyInstanceUID]);
    expect((await valuesOf(client.searchForStudies(), "0020000D")).length).toBeGreaterThanOrEqual(3);
    const inSequence = client.searchForStudies({ queryParams: { "OtherPatientIDsSequence.00100020": "1" } });
    expect(await refusalOf(inSequence)).toEqual({ status: 400, reason: "search-sequence" });
  },

  searchForSeries: async () => {
    const client = dicomwebClient();
    expect(await valuesOf(client.searchForSeries(study), "0020000E")).toEqual([uids.series]);
    const everywhere = client.searchForSeries({ queryParams: { SeriesInstanceUID: uids.series } });
    expect(await valuesOf(everywhere, "0020000E")).toEqual([uids.series]);
    const queryParams = { "RequestAttributesSequence.ScheduledProcedureStepID": "nobody's" };
    expect(await valuesOf(client.searchForSeries({ ...study, queryParams }), "0020000E")).toEqual([]);
  },

  searchForInstances: async () => {
    const queryParams = { SOPInstanceUID: uids.instance, includefield: "all" };
    for (const where of [series, study, {}]) {
      const found = dicomwebClient().searchForInstances({ ...where, queryParams });
      expect(await valuesOf(found, "00080018")).toEqual([uids.instance]);
      expect(await valuesOf(found, "00280010")).toEqual([SIZE]);
    }
  },

  storeInstances: async () => {
    const client = dicomwebClient();
    const datasets = ["client store 1", "client store 2"].map(file).map(buffer);
    const stored = JSON.parse((await client.storeInstances({ datasets })) as string) as DataSet;
    expect(stored["00081199"]?.Value).toHaveLength(2);

    const one = file("client store 3");
    const studyInstanceUID = uidsOf("client store 3").study;
    await client.storeInstances({ datasets: [buffer(one)], studyInstanceUID });
    expect(await partsOf(client.retrieveStudy({ studyInstanceUID }))).toEqual([one]);

    const text = client.storeInstances({ datasets: [buffer(Buffer.from("no DICOM"))] });
    expect(await refusalOf(text)).toEqual({ status: 409, reason: "" });
  },
};
