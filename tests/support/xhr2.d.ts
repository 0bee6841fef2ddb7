/** The part of xhr2 that tests use: https://github.com/pwnall/node-xhr2 */
declare module "xhr2" {
  export default class XMLHttpRequest {
    readonly _restrictedHeaders: Readonly<Record<string, boolean>>;
    open(method: string, url: string, async?: boolean): void;
    setRequestHeader(name: string, value: string): void;
  }
}
