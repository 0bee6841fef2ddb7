/** The functions on texts are shared with the filter in Orthanc. */
export { contains, find, matches, pieces } from "../../shared/text";
