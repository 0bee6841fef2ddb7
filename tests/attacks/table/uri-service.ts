/** Requests to the URI service (WADO-URI), which has everything in its query; where it is off, all of them are 404. */
import { change, refused, refusedTargets, type AttackClass, type Site } from "../request";
import { BAD_UIDS } from "./resources";

/** A request to the URI service with each part of its query replaced by others. */
function uriService(site: Site, replacements: Readonly<Record<string, readonly string[]>>): string[] {
  const parts: Readonly<Record<string, string>> = {
    requestType: "WADO",
    studyUID: site.study,
    seriesUID: site.series,
    objectUID: site.instance,
  };
  return Object.entries(replacements).flatMap(([name, values]) =>
    values.map((value) => {
      const all = Object.entries({ ...parts, [name]: value });
      return `/pacs/wado?${all.map(([key, text]) => `${key}=${text}`).join("&")}`;
    }),
  );
}

const NO_NUMBERS = ["", "0", "-1", "01", "1e3", "4097", "1.5", "1%2c1", "1%26x=1", "1%00", "$1"];
const NO_UIDS = ["", ...BAD_UIDS, "1.2%5c1.3", "..%2f..", "..%5c..", "%00", "1.2%0d%0aX:1"];

export const URI_SERVICE_CLASSES: readonly AttackClass[] = [
  {
    name: "parameters of the URI service",
    attacks: (site) => [
      ...refusedTargets([
        ...uriService(site, {
          requestType: ["", "wado", "WADO,WADO", "WADO%00", "QIDO", "../studies"],
          studyUID: NO_UIDS,
          seriesUID: NO_UIDS,
          objectUID: NO_UIDS,
          contentType: [
            "text/html",
            "image/svg%2bxml",
            "application/dicom%2bjson",
            "multipart/related",
            "*",
            "%0d%0aX:1",
          ],
          charset: ["iso-8859-1", "%00", "utf-7"],
          frameNumber: NO_NUMBERS.filter((value) => value !== "4097"),
          imageQuality: [...NO_NUMBERS, "101"],
          annotation: ["all", "patient,", "%3cscript%3e"],
          anonymize: ["yes", "no", ""],
          region: ["0,0,1,1", "0.1,0.1,0.2,0.2", "-1,-1,2,2"],
          presentationUID: ["1.2"],
          presentationSeriesUID: ["1.2"],
          transferSyntax: ["", "*", "1.2.840.10008.1.2.4.90", "%2e%2e"],
          rows: ["8"],
          columns: ["8"],
          windowCenter: ["8"],
          windowWidth: ["8"],
          studyuid: [site.study],
          StudyInstanceUID: [site.study],
          accept: ["image/png"],
          viewport: ["8,8"],
          filename: ["x.html"],
          token: ["x"],
          _method: ["DELETE", "POST"],
        }),
        ...uriService(site, { rows: NO_NUMBERS.slice(0, -1) }).map((target) => `${target}&columns=8`),
        ...uriService(site, { columns: NO_NUMBERS.slice(0, -1) }).map((target) => `${target}&rows=8`),
        ...uriService(site, { windowCenter: ["", "a", "1e3", "1%2c2%2csigmoid", "nan"] }).map(
          (target) => `${target}&windowWidth=8`,
        ),
        ...uriService(site, { windowWidth: ["", "0", "-1", "1e3", "1%2csigmoid", "inf"] }).map(
          (target) => `${target}&windowCenter=8`,
        ),
        // Files have no parameters of pictures, and nothing of a request is there twice.
        ...["rows=8&columns=8", "frameNumber=1", "imageQuality=70", "annotation=patient"].flatMap((part) =>
          uriService(site, { contentType: ["application/dicom"] }).map((target) => `${target}&${part}`),
        ),
        ...["requestType=WADO", "studyUID=1.2", "%73tudyUID=1.2", "objectUID=1.2", "contentType=image/png"].flatMap(
          (part) => uriService(site, { contentType: ["image/jpeg"] }).map((target) => `${target}&${part}`),
        ),
        // Other spellings of the address, and Orthanc's own service.
        ...["/pacs/WADO", "/pacs/wado/x", "/pacs/wado;x", "/pacs/%77ado", "/pacs/./wado", "/pacs/..%5cwado"].flatMap(
          (path) =>
            uriService(site, { contentType: ["image/jpeg"] }).map((target) => target.replace("/pacs/wado", path)),
        ),
        "/pacs/wado",
        "/pacs/wado?",
        "/pacs/dicom-web/wado?requestType=WADO",
        "/pacs-admin/wado?requestType=WADO",
      ]),
      ...["POST", "PUT", "DELETE", "PATCH"].map((method) =>
        refused(change(site, method, uriService(site, { contentType: ["image/jpeg"] })[0] ?? ""), method === "DELETE"),
      ),
    ],
  },
];
