import { randomUUID } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { imageName } from "../../scripts/lib/image";
import { runContainer } from "./run-container";

/** A certification authority for tests, in a folder of its own. */
export interface LabCa {
  readonly folder: string;
  /** Of the authority, in PEM. */
  readonly certificate: string;
  /** Makes `<folder>/tls.crt`, with the authority behind it, and `<folder>/tls.key`; returns the folder on this machine. */
  readonly issue: (names: string, options?: IssueOptions) => string;
  /** The same, by a certificate that signs itself; any program on this machine may read the key. */
  readonly selfSigned: (names: string) => string;
  readonly remove: () => void;
}

export interface IssueOptions {
  /** What openssl's `-newkey` takes. */
  readonly key?: string;
  /** More options of `openssl x509`, e.g. `-days 3` or `-sha1`. */
  readonly sign?: string;
  /** Of the key's file: its own user alone may read it, unless this says something else. */
  readonly mode?: string;
  /** The folder, to write into one that is there. */
  readonly folder?: string;
}

/** Makes an authority with the openssl of the gateway's image. */
export function makeLabCa(): LabCa {
  const root = mkdtempSync(join(tmpdir(), "collimator-lab-ca-"));
  chmodSync(root, 0o777);
  const shell = (script: string): void => {
    const { status, stderr } = runContainer(
      "--network",
      "none",
      "-v",
      `${root}:/ca`,
      "--workdir",
      "/ca",
      "--entrypoint",
      "sh",
      imageName("gateway"),
      "-ec",
      script,
    );
    if (status !== 0) throw new Error(`openssl: ${stderr}`);
  };
  shell(MAKE_CA);
  return {
    folder: root,
    certificate: readFileSync(join(root, "ca.crt"), "utf8"),
    issue: (names, { key = P256, sign = "-days 90", mode = "600", folder = randomUUID() } = {}) => {
      const name = folder.replace(`${root}/`, "");
      makeFolder(join(root, name));
      shell(issueScript(name, names, key, sign, mode));
      return join(root, name);
    },
    selfSigned: (names) => {
      const name = randomUUID();
      makeFolder(join(root, name));
      shell(selfSignedScript(name, names));
      return join(root, name);
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

const P256 = "ec -pkeyopt ec_paramgen_curve:P-256";

function makeFolder(path: string): void {
  mkdirSync(path, { recursive: true });
  chmodSync(path, 0o777);
}

const MAKE_CA =
  "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 365 -subj '/CN=Collimator test authority'" +
  " -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign -keyout ca.key -out ca.crt; chmod 644 ca.crt";

/** A new key and certificate that take the places of the old ones, one after the other, as tools do. */
function issueScript(folder: string, names: string, key: string, sign: string, mode: string): string {
  return [
    `printf 'subjectAltName=${names}\nextendedKeyUsage=serverAuth\nkeyUsage=digitalSignature\n' > extensions`,
    `openssl req -new -newkey ${key} -nodes -subj '/CN=Collimator test' -keyout new.key -out new.csr`,
    `openssl x509 -req -in new.csr -CA ca.crt -CAkey ca.key -CAcreateserial ${sign} -extfile extensions -out new.crt`,
    "cat ca.crt >> new.crt",
    `chmod ${mode} new.key`,
    `mv new.crt ${folder}/tls.crt`,
    `mv new.key ${folder}/tls.key`,
  ].join("; ");
}

function selfSignedScript(folder: string, names: string): string {
  const options = `-nodes -days 90 -subj '/CN=Collimator test' -addext subjectAltName=${names}`;
  const files = `-keyout ${folder}/tls.key -out ${folder}/tls.crt`;
  return `openssl req -x509 -newkey ${P256} ${options} ${files}; chmod 644 ${folder}/tls.key`;
}
