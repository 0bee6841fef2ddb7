/* global window */
window.config = {
  routerBasename: null,
  extensions: [],
  modes: [],
  showStudyList: true,
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
        imageRendering: "wadors",
        thumbnailRendering: "wadors",
        omitQuotationForMultipartRequest: true,
      },
    },
  ],
};
