/* global window */
/**
 * The viewer's configuration (OHIF 3.13.2). `setup` writes it for the gateway, which serves it as /app-config.js.
 * Every address is relative: the viewer talks to the origin that it came from and to no other.
 */
window.config = {
  name: "collimator",
  routerBasename: null,
  extensions: [],
  modes: [],
  customizationService: {},
  showStudyList: true,
  showLoadingIndicator: true,
  showCPUFallbackMessage: true,
  strictZSpacingForVolumeViewport: true,
  groupEnabledModesFirst: true,
  maxNumberOfWebWorkers: 3,
  maxNumRequests: { interaction: 100, thumbnail: 5, prefetch: 25 },
  investigationalUseDialog: { option: "configure", days: 30 },

  // No data source that a link could point elsewhere (`?url=`), no configuration and no customization from a link.
  defaultDataSourceName: "dicomweb",
  dataSources: [
    {
      namespace: "@ohif/extension-default.dataSourcesModule.dicomweb",
      sourceName: "dicomweb",
      configuration: {
        friendlyName: "Archive",
        name: "archive",
        qidoRoot: "/pacs",
        wadoRoot: "/pacs",
        qidoSupportsIncludeField: false,
        supportsFuzzyMatching: false,
        supportsWildcard: true,
        supportsReject: false,
        imageRendering: "wadors",
        thumbnailRendering: "thumbnail",
        thumbnailRequestStrategy: "fetch",
        enableStudyLazyLoad: true,
        singlepart: "bulkdata",
        bulkDataURI: { enabled: true },
        omitQuotationForMultipartRequest: true,
        dicomUploadEnabled: true,
      },
    },
  ],

  whiteLabeling: {
    // Beside the logo, in the study list and over a study: the account menu, defined by ohif-config/session.
    createLogoComponentFn: (react) =>
      react.createElement(
        "div",
        { className: "flex items-center gap-2" },
        react.createElement("img", { src: "/ohif-logo.svg", alt: "OHIF Viewer", className: "h-[22px]" }),
        react.createElement("collimator-account"),
      ),
  },
};
