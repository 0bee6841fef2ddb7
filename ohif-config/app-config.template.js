/* global window, document, localStorage */
/**
 * The viewer's configuration (OHIF 3.13.2). `setup` writes it for the gateway, which serves it as /app-config.js, with
 * a line before it: `window.collimator = { title, logo, locale, notice, tour, override }`, "" where a setting is not given.
 * Every address is relative: the viewer talks to the origin that it came from and to no other.
 */
window.config = {
  name: "collimator",
  routerBasename: null,
  extensions: [],
  modes: [],
  customizationService: {
    // Tools that fetch from other hosts, which the policy forbids: two with AI models, and the interpolation between
    // slices with its WebAssembly. The key of one of them goes with it.
    global: {
      "cornerstone.segmentationToolbarSections": {
        LabelMapTools: {
          $apply: (tools) => tools.filter((tool) => tool !== "LabelmapSlicePropagation" && tool !== "MarkerLabelmap"),
        },
        LabelMapUtilities: { $apply: (tools) => tools.filter((tool) => tool !== "InterpolateLabelmap") },
      },
      "ohif.hotkeyBindings": {
        $apply: (keys) => keys.filter(({ commandName }) => commandName !== "interpolateScrollForMarkerLabelmap"),
      },
      ...(window.collimator.tour === "off" && { "ohif.tours": { $set: [] } }),
    },
  },
  showStudyList: true,
  showLoadingIndicator: true,
  showCPUFallbackMessage: true,
  strictZSpacingForVolumeViewport: true,
  groupEnabledModesFirst: true,
  maxNumberOfWebWorkers: 3,
  maxNumRequests: { interaction: 100, thumbnail: 25, prefetch: 25 },
  // Confirmed once in each browser, and again after 30 days.
  investigationalUseDialog:
    window.collimator.notice === "off" ? { option: "never" } : { option: "configure", days: 30 },

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
        // A video is played from its address, which the player asks for piece by piece.
        singlepart: "bulkdata,video",
        bulkDataURI: { enabled: true },
        omitQuotationForMultipartRequest: true,
        // Read when the data source is made, and then the session is known (ohif-config/session/permissions.ts).
        get dicomUploadEnabled() {
          return window.collimatorSession.may("upload");
        },
      },
    },
  ],

  whiteLabeling: {
    // Beside the logo, in the study list and over a study: the account menu, defined by ohif-config/session.
    createLogoComponentFn: (react) => {
      const { title, logo: file } = window.collimator;
      const picture = { src: file || "/ohif-logo.svg", alt: title || "OHIF Viewer", className: "h-[22px]" };
      return react.createElement(
        "div",
        { className: "flex items-center gap-2 whitespace-nowrap" },
        react.createElement("img", picture),
        title && react.createElement("span", { className: "text-foreground text-sm" }, title),
        react.createElement("collimator-account"),
      );
    },
  },
};

(() => {
  const { title, locale, override } = window.collimator;

  // The page's own <title> comes later and then is not the first one.
  if (title) document.title = title;

  // OHIF keeps a person's choice in these two places. A new VIEWER_LOCALE is set once in each browser.
  if (locale && localStorage.getItem("collimatorLocale") !== locale) {
    localStorage.setItem("collimatorLocale", locale);
    localStorage.setItem("i18nextLng", locale);
    document.cookie = `i18next=${locale}; path=/; SameSite=Strict`;
  }

  // override.json: objects are merged, anything else is replaced.
  const merge = (into, from) => {
    for (const [key, value] of Object.entries(from)) {
      const both = [into[key], value].every((one) => typeof one === "object" && one !== null && !Array.isArray(one));
      if (both) merge(into[key], value);
      else into[key] = value;
    }
  };
  merge(window.config, JSON.parse(override));
})();
