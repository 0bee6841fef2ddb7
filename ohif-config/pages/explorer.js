/* global $, Blob, crypto, document, history, location, window */
/*
 * The gateway's own addition to Orthanc Explorer, in place of the plugins': Orthanc's page loads it as
 * `plugins/explorer.js`, before jQuery Mobile looks at the address.
 */

/*
 * No page is loaded by its address. jQuery Mobile takes a path in the fragment, in a link or in a form, loads what is
 * there and puts it into the page, whatever it is. All of Explorer's pages are in its document already.
 */
const PAGE = /^#([A-Za-z0-9-]+)(?:[?&][\w.=&-]*)?$/;

/** Whether a fragment is the name of one of Explorer's pages, perhaps with parameters. */
function isPage(fragment) {
  const name = PAGE.exec(fragment)?.[1];
  return name !== undefined && document.getElementById(name)?.getAttribute("data-role") === "page";
}

/** Takes a fragment that is no page's out of the address; true where there was one. */
function dropFragment() {
  if (location.hash === "" || isPage(location.hash)) return false;
  history.replaceState(null, "", location.pathname + location.search);
  return true;
}

// Before jQuery Mobile's own handlers: at the start, when the document is there, and whenever the fragment changes, of which
// browsers tell twice.
document.addEventListener("DOMContentLoaded", dropFragment, { capture: true, once: true });
for (const type of ["popstate", "hashchange"]) {
  const guard = (event) => {
    if (!dropFragment()) return;
    event.stopImmediatePropagation();
    $.mobile.changePage("#lookup", { transition: "none" });
  };
  window.addEventListener(type, guard, { capture: true });
}

// Whatever else asks for a page that is not in the document: links, forms, prefetching.
$(document).bind("pagebeforeload", (event, { absUrl, options, deferred }) => {
  event.preventDefault();
  deferred.reject(absUrl, options);
});

/*
 * The files of the upload page go by STOW-RS (PS3.18, section 10.5) instead of a form to `/instances`, where Orthanc
 * would unpack ZIP files.
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

// A file's name is text; Explorer puts it into the page as markup.
window.appendFilesToUploadList = function (files) {
  const list = $("#upload-list");
  for (const { name } of files) list.append($("<li>").addClass("pending-file").text(name));
  list.listview("refresh");
};
