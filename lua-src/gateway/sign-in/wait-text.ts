import { textOf } from "../templates/render";

function duration(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  return `${math.ceil(seconds / 60)} min`;
}

/** What a page says where too many wrong passwords came before; the answer also tells programs when to try again. */
export function waitText(seconds: number): string {
  ngx.header["Retry-After"] = tostring(seconds);
  const [text] = string.gsub(textOf("login.error.wait"), "{wait}", duration(seconds));
  return text;
}
