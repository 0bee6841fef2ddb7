/**
 * Small defects of OHIF 3.13.2's published scripts, each mended by the exchange of one piece of text.
 *
 * @module
 */
import texts from "../texts/en.json";
import { type Patch, withPatches } from "./patch";

/**
 * The VOI LUT Function (PS3.3, section C.11.2.1.3) has one value, and its first letter was taken for it: every image
 * that names its function, be it LINEAR, stayed black.
 */
const VOI_FUNCTION: Patch = {
  script: /^app\.bundle\.\w+\.js$/,
  own: "voiLutModule.voiLUTFunction[0]",
  patched: "[].concat(voiLutModule.voiLUTFunction)[0]",
};

/**
 * Which instances are videos. OHIF looks for Available Transfer Syntax UID, which Orthanc does not give, and else
 * takes every photographic one and every secondary capture of 90 frames for a video. But MPEG-2, H.264 and H.265 have
 * this photometric interpretation and nothing else has (PS3.5, sections 8.2.5 to 8.2.11; PS3.3, C.7.6.3.1.2).
 */
const VIDEO: Patch = {
  script: /^100\.bundle\.\w+\.js$/,
  own: `    if (metadata.SOPClassUID === SOP_CLASS_UIDS.VIDEO_PHOTOGRAPHIC_IMAGE_STORAGE) {
      return true;
    }

    // Assume that an instance with one of the secondary capture SOPClassUIDs and
    // with at least 90 frames (i.e. typically 3 seconds of video) is indeed a video.
    return secondaryCaptureSopClassUids.includes(metadata.SOPClassUID) && metadata.NumberOfFrames >= 90;`,
  patched: `    return metadata.PhotometricInterpretation === "YBR_PARTIAL_420";`,
};

/**
 * A video's viewport is drawn when its first picture is there, not only before that; and where the browser can't play
 * the video, it says so. Otherwise it stays black.
 */
const VIDEO_START: Patch = {
  script: /^app\.bundle\.\w+\.js$/,
  own: "this.videoElement.preload = 'auto';",
  patched: `this.videoElement.preload = 'auto';
            this.videoElement.addEventListener('loadeddata', () => this.renderFrame(), { once: true });
            this.videoElement.addEventListener('error', () => {
                const said = document.createElement('p');
                said.setAttribute('role', 'alert');
                said.style.cssText = 'position:absolute;inset:40% 10% auto;text-align:center;color:#fff';
                said.textContent = ${JSON.stringify(texts["viewer.video-error"])};
                this.element.append(said);
                const remove = () => said.remove();
                this.videoElement.addEventListener('loadedmetadata', remove, { once: true });
                window.cornerstone.eventTarget.addEventListener(_enums_index_js__rspack_import_0.Events.ELEMENT_DISABLED, remove, { once: true });
            }, { once: true });`,
};

/**
 * What the viewer makes of a study (reports, segmentations) is stored into that study (PS3.18, section 10.5.1.1), so
 * that it needs the permission to append and no more. OHIF stores everything at /studies.
 */
const STORE_IN_STUDY: Patch = {
  script: /^89\.bundle\.\w+\.js$/,
  own: "datasets: [part10Buffer],",
  patched: "datasets: [part10Buffer], studyInstanceUID: dataset.StudyInstanceUID,",
};

/**
 * Without a graphics card, as on many virtual desktops, the browser draws everything in software. The seven WebGL
 * contexts that the viewer makes, to draw as many viewports at a time, then only take time: it makes one, as on phones.
 * And the bar that moves while a study is loading takes a processor of its own: it moves three times a second.
 */
const SOFTWARE_WEBGL: Patch = {
  script: /^app\.bundle\.\w+\.js$/,
  own: "if (capabilities.softwareRasterizer) {",
  patched: `if (capabilities.softwareRasterizer) {
            config.rendering.webGlContextCount = 1;
            const calm = new CSSStyleSheet();
            calm.replaceSync(".infinite-loading-bar { animation-timing-function: steps(3) }");
            document.adoptedStyleSheets.push(calm);`,
};

/**
 * Frames of one bit a pixel that begin within a byte (PS3.5, section 8.1.1): dcmjs takes the highest bit of a byte for
 * the first one, where it is the lowest, so that segmentations were drawn wrong; and it refuses pixels that are padded
 * to an even number of bytes, be the frames whole bytes or not, so that others were loaded for ever.
 */
const BIT_FRAMES: readonly Patch[] = [
  [
    "if (!(bitsPerFrame % 8 !== 0)) {",
    "if (!(bitsPerFrame % 8 !== 0 || bitsAllocated === 1 && length % numberOfFrames !== 0)) {",
  ],
  ["if (!(totalBytes !== length)) {", "if (!(totalBytes !== length && totalBytes + 1 !== length)) {"],
  ["allPixelData = stream.readArrayBuffer(totalBytes);", "allPixelData = stream.readArrayBuffer(length);"],
  ["bitValue = sourceByte >> 7 - sourceBitIndex", "bitValue = sourceByte >> sourceBitIndex"],
  ["1 << 7 - targetBitIndex", "1 << targetBitIndex"],
].map(([own = "", patched = ""]) => ({ script: /^(?:app|2493)\.bundle\.\w+\.js$/, own, patched }));

/**
 * A script of the pinned package without these defects; the script itself where it has none.
 *
 * @param name its file's name
 * @throws where a defect's text is not there once, so that a new version of OHIF is looked at
 */
export function withoutDefects(name: string, script: string): string {
  return withPatches(name, script, [VOI_FUNCTION, VIDEO, VIDEO_START, STORE_IN_STUDY, SOFTWARE_WEBGL, ...BIT_FRAMES]);
}
