import type { Setting } from "./setting";

/** Settings of how the images are built. */
export const buildSettings: readonly Setting[] = [
  {
    name: "IMAGE_TAG",
    fallback: "0.1.0",
    explanation: "Tag of the images that are built and run; another one keeps this version's images beside them.",
    kind: { type: "tag" },
  },
  {
    name: "BASE_IMAGE",
    fallback: "debian:trixie-slim",
    explanation: "Image that all others start from; any Debian 13.",
    kind: { type: "image" },
  },
  {
    name: "EXTRA_CA_CERTS",
    explanation:
      "File of PEM certificates that builds and single sign-on trust as well, e.g. of a TLS-inspecting proxy.",
    kind: { type: "file" },
  },
  {
    name: "APT_MIRROR",
    explanation: "Debian mirror for builds, e.g. https://mirror.example.org/debian; default: the base image's.",
    kind: { type: "url", schemes: ["http", "https"], credentials: false },
  },
  {
    name: "APT_SECURITY_MIRROR",
    explanation: "Mirror of Debian's security updates for builds, e.g. https://mirror.example.org/debian-security.",
    kind: { type: "url", schemes: ["http", "https"], credentials: false },
  },
  {
    name: "NPM_REGISTRY",
    explanation: "npm registry for builds; default: npm's own.",
    kind: { type: "url", schemes: ["http", "https"], credentials: false },
  },
  {
    name: "ORTHANC_SUITE",
    fallback: "forky",
    explanation: "Debian suite that Orthanc and its plugins come from.",
    kind: { type: "suite" },
  },
  {
    name: "VIEWER_DIST",
    explanation: "Folder of an OHIF build of your own (its dist) that takes the place of the npm package.",
    kind: { type: "file" },
  },
  {
    name: "HTTP_PROXY",
    explanation: "Proxy for http in builds, e.g. http://proxy.example.org:3128.",
    kind: { type: "url", schemes: ["http", "https", "socks5"], credentials: true },
  },
  {
    name: "HTTPS_PROXY",
    explanation: "Proxy for https in builds.",
    kind: { type: "url", schemes: ["http", "https", "socks5"], credentials: true },
  },
  {
    name: "NO_PROXY",
    explanation: "Hosts that builds reach without the proxy, separated by commas.",
    kind: { type: "hosts" },
  },
];
