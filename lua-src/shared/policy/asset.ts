import { matches } from "../text";

const EXTENSIONS: Readonly<Record<string, true | undefined>> = {
  css: true,
  gif: true,
  html: true,
  ico: true,
  js: true,
  png: true,
};

/**
 * Whether a path below Orthanc's `/app/` is that of a page's file: at most six segments that start with a letter or
 * digit, and one of a page's extensions at the end.
 */
export function isAsset(file: string): boolean {
  const [extension] = string.match(file, "%.([a-z]+)$");
  const [, slashes] = string.gsub(file, "/", "/");
  const isFile = extension !== undefined && EXTENSIONS[extension] === true && slashes <= 5;
  return isFile && !matches(file, "[^A-Za-z0-9._/-]") && !matches(`/${file}`, "/[^A-Za-z0-9]");
}
