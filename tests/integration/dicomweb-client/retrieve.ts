import { expect, inject } from "vitest";
import { dicomwebClient, refusalOf } from "../../support/dicomweb-client";
import { frameOf, SIZE } from "../../support/pictures";
import {
  dataSetsOf,
  GRAY,
  instance,
  jls,
  jpegLs,
  letter,
  type Methods,
  type Part,
  partsOf,
  picture,
  series,
  study,
  uids,
  valuesOf,
} from "./objects";

/** As viewers list what they can decode. */
const STORED_OR_NATIVE = [
  { mediaType: "image/jls", transferSyntaxUID: "1.2.840.10008.1.2.4.80" },
  { mediaType: "image/jp2", transferSyntaxUID: "1.2.840.10008.1.2.4.90" },
  { mediaType: "application/octet-stream", transferSyntaxUID: "1.2.840.10008.1.2.1" },
];

async function frames(of: object, frameNumbers: number[], mediaTypes?: object[]): Promise<Part[]> {
  const options = { ...of, frameNumbers, ...(mediaTypes && { mediaTypes }) };
  return (await dicomwebClient().retrieveInstanceFrames(options)) as Part[];
}

export const RETRIEVE: Methods = {
  retrieveStudyMetadata: async () => {
    expect(await valuesOf(dicomwebClient().retrieveStudyMetadata(study), "00080018")).toEqual([uids.instance]);
  },

  retrieveSeriesMetadata: async () => {
    expect(await valuesOf(dicomwebClient().retrieveSeriesMetadata(series), "00280008")).toEqual([GRAY.frames]);
  },

  retrieveInstanceMetadata: async () => {
    expect(await valuesOf(dicomwebClient().retrieveInstanceMetadata(instance), "00280011")).toEqual([SIZE]);
    const absent = dicomwebClient().retrieveInstanceMetadata({ ...instance, sopInstanceUID: "1.2.3" });
    expect(await refusalOf(absent)).toEqual({ status: 404, reason: "no-such-object" });
  },

  retrieveInstance: async () => {
    let loaded = 0;
    const progressCallback = (event: ProgressEvent): void => {
      loaded = event.loaded;
    };
    const file = (await dicomwebClient().retrieveInstance({ ...instance, request: { progressCallback } })) as Part;
    expect(Buffer.from(file).equals(picture)).toBe(true);
    expect(file.contentType).toBe("application/dicom");
    expect(loaded).toBeGreaterThan(picture.length);
  },

  retrieveSeries: async () => {
    expect(await partsOf(dicomwebClient().retrieveSeries(series))).toEqual([picture]);
  },

  retrieveStudy: async () => {
    expect(await partsOf(dicomwebClient().retrieveStudy(study))).toEqual([picture]);
  },

  retrieveInstanceFrames: async () => {
    expect(await partsOf(frames(instance, [2]))).toEqual([frameOf(GRAY, 1)]);
    for (const mediaTypes of [undefined, STORED_OR_NATIVE]) {
      const all = await partsOf(frames(instance, [1, 2, 3], mediaTypes));
      expect(all).toEqual([0, 1, 2].map((index) => frameOf(GRAY, index)));
    }
    for (const mediaTypes of [STORED_OR_NATIVE, [{ mediaType: "image/x-jls" }], [{ mediaType: "image/*" }]]) {
      const [frame] = await frames(jls, [1], mediaTypes);
      expect(Buffer.from(frame as Part)).toEqual(jpegLs);
      expect(frame?.contentType).toBe("image/jls");
      expect(frame?.transferSyntaxUID).toContain("1.2.840.10008.1.2.4.80");
    }
    const otherwiseStored = { status: 406, reason: "transfer-syntax" };
    expect(await refusalOf(frames(instance, [1], [{ mediaType: "image/jp2" }]))).toEqual(otherwiseStored);
    expect(await refusalOf(frames(jls, [1], STORED_OR_NATIVE.slice(1)))).toEqual(otherwiseStored);
    expect(await refusalOf(frames(instance, [4]))).toEqual({ status: 400, reason: "no-such-frame" });
    expect(await refusalOf(frames(letter, [1]))).toEqual({ status: 400, reason: "frame-not-cut" });
    const video = frames(instance, [1], [{ mediaType: "video/mp4" }]);
    expect(await refusalOf(video)).toEqual({ status: 406, reason: "not-acceptable" });
  },

  retrieveBulkData: async () => {
    const [dataSet] = await dataSetsOf(dicomwebClient().retrieveInstanceMetadata(letter));
    const BulkDataURI = dataSet?.["00420011"]?.BulkDataURI ?? "";
    expect(BulkDataURI).toMatch(/\/bulk\/00420011$/);
    expect(BulkDataURI.startsWith(`${inject("stack").url}/pacs/studies/`)).toBe(true);
    const octets = { mediaType: "application/octet-stream", transferSyntaxUID: "1.2.840.10008.1.2.1" };
    const ways = [
      {},
      { mediaTypes: [octets] },
      { mediaTypes: [{ mediaType: "application/pdf" }, { mediaType: "application/octet-stream" }] },
      // Ranges are not served: a server may ignore them and answer 200 with everything (RFC 9110, section 14.2).
      { byteRange: [0, 99] },
      { byteRange: [100] },
    ];
    for (const singlepart of ["", "bulkdata"]) {
      for (const options of ways) {
        const parts = await partsOf(dicomwebClient({ singlepart }).retrieveBulkData({ BulkDataURI, ...options }));
        expect(parts.map((part) => part.toString("latin1"))).toEqual([
          expect.stringMatching(/^%PDF-1\.4[^]*%%EOF\s*\0?$/),
        ]);
      }
    }
    const onlyPdf = dicomwebClient().retrieveBulkData({ BulkDataURI, mediaTypes: [{ mediaType: "application/pdf" }] });
    expect(await refusalOf(onlyPdf)).toEqual({ status: 406, reason: "not-acceptable" });
  },
};
