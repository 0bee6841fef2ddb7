/* global window, document, localStorage, location */
/**
 * The viewer's configuration (OHIF 3.13.2). `setup` writes it for the gateway, which serves it as /app-config.js, with
 * a line before it: `window.collimator = { title, logo, locale, override }`, "" where a setting is not given.
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
    },
  },
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
    // The study list calls it with React alone, a viewer's header with its properties too, where the logo is a
    // way back to the list: there a button inside it would be pressed by accident.
    createLogoComponentFn: (react, header) => {
      const { title, logo: file } = window.collimator;
      const picture = { src: file || "/ohif-logo.svg", alt: title || "OHIF Viewer", className: "h-[22px]" };
      const logo = react.createElement(
        "div",
        { className: "flex items-center gap-2 whitespace-nowrap" },
        react.createElement("img", picture),
        title && react.createElement("span", { className: "text-foreground text-sm" }, title),
      );
      if (header) return logo;
      const button = react.createElement(
        "button",
        { type: "submit", className: "text-primary hover:bg-muted rounded px-2 py-1 text-sm" },
        "Log out",
      );
      const form = react.createElement("form", { method: "post", action: "/logout" }, button);
      return react.createElement("div", { className: "flex items-center gap-4" }, logo, form);
    },
  },

  // A session that has ended: to the login page, and from there back to the same study.
  httpErrorHandler: (() => {
    let leaving = false;
    return (error) => {
      if (error?.status !== 401 || leaving) return;
      leaving = true;
      location.assign("/login?to=" + encodeURIComponent(location.pathname + location.search));
    };
  })(),
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
