/** The functions on texts are shared with the filter in Orthanc. */
export { contains, find, matches } from "../../shared/text";
