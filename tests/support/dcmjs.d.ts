/** The part of dcmjs that tests use: https://github.com/dcmjs-org/dcmjs */
declare module "dcmjs" {
  const dcmjs: {
    readonly data: {
      readonly DicomMessage: { readonly readFile: (bytes: ArrayBuffer) => { readonly dict: Record<string, unknown> } };
      readonly DicomMetaDictionary: {
        readonly naturalizeDataset: (dict: Record<string, unknown>) => Record<string, unknown>;
      };
    };
  };
  export default dcmjs;
}
