/* global $, Blob, crypto */
/*
 * The gateway's own addition to Orthanc Explorer, in place of the plugins': Orthanc's page loads it as
 * `plugins/explorer.js`. It sends the files of the upload page by STOW-RS (PS3.18, section 10.5) instead of posting a
 * form to `/instances`, where Orthanc would unpack ZIP files.
 */
$.ajaxPrefilter(function (options) {
  if (options.url !== "../instances/") return;
  const random = crypto.getRandomValues(new Uint8Array(16));
  const boundary = Array.from(random, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const parts = options.data
    .getAll("files[]")
    .flatMap((file) => [`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`, file, "\r\n"]);
  options.url = "../../pacs/studies";
  options.contentType = `multipart/related; type="application/dicom"; boundary=${boundary}`;
  options.data = new Blob([...parts, `--${boundary}--\r\n`]);
});
