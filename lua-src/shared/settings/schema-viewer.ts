import type { Setting } from "./setting";

/** The languages that OHIF 3.13 has texts in, by the names that it gives them. */
const LOCALES = ["ar", "de", "en-US", "es", "fr", "ja-JP", "nl", "pt-BR", "ru", "tr-TR", "vi", "zh"] as const;

/** The viewer, roles of one's own, other web pages, and other viewers. */
export const viewerSettings = [
  {
    name: "VIEWER_TITLE",
    field: "viewerTitle",
    explanation: "Title of the viewer's pages, also shown beside the logo; default: OHIF Viewer, and nothing there.",
    kind: { type: "title" },
  },
  {
    name: "VIEWER_LOGO",
    field: "viewerLogo",
    explanation: "SVG or PNG file in ohif-config/custom that the viewer shows as its logo; default: OHIF's.",
    kind: { type: "logo" },
  },
  {
    name: "VIEWER_LOCALE",
    field: "viewerLocale",
    explanation: "Language of the viewer until a person chooses another one, e.g. de; default: the browser's.",
    kind: { type: "choice", values: LOCALES },
  },
  {
    name: "VIEWER_NOTICE",
    field: "viewerNotice",
    fallback: "on",
    explanation: "Whether OHIF says in each browser that it is for investigational use only: on or off.",
    kind: { type: "choice", values: ["on", "off"] },
  },
  {
    name: "VIEWER_TOUR",
    field: "viewerTour",
    fallback: "off",
    explanation:
      "Whether OHIF shows its tour of eleven steps to somebody who opens a study for the first time: on or off.",
    kind: { type: "choice", values: ["on", "off"] },
  },
  {
    name: "POLICY_DIR",
    fallback: "./policy",
    explanation: "Folder with policy.json, the roles of your own; a file that is changed or replaced is seen at once.",
    kind: { type: "file" },
  },
  {
    name: "CORS_ORIGINS",
    field: "corsOrigins",
    gateway: true,
    explanation:
      "Origins of other pages whose scripts may use /pacs with an API token, e.g. https://app.example.org; default: none.",
    kind: { type: "origins" },
  },
  {
    name: "WADO_URI",
    field: "wadoUri",
    gateway: true,
    fallback: "off",
    explanation: "Whether viewers that know no WADO-RS may retrieve instances at /pacs/wado: off or on.",
    kind: { type: "choice", values: ["off", "on"] },
  },
] as const satisfies readonly Setting[];
