/** The transfer syntaxes of PS3.6, table A-1, without the retired ones; below `1.2.840.10008.1.2`. */
const BELOW = [
  ["", ".1", ".1.98", ".1.99", ".2", ".5", ".7.1", ".7.2", ".7.3", ".8.1"],
  [".4.50", ".4.51", ".4.57", ".4.70", ".4.80", ".4.81", ".4.90", ".4.91", ".4.92", ".4.93", ".4.94", ".4.95"],
  [".4.100", ".4.100.1", ".4.101", ".4.101.1", ".4.102", ".4.102.1", ".4.103", ".4.103.1", ".4.104", ".4.104.1"],
  [".4.105", ".4.105.1", ".4.106", ".4.106.1", ".4.107", ".4.108", ".4.110", ".4.111", ".4.112"],
  [".4.201", ".4.202", ".4.203", ".4.204", ".4.205"],
];

const KNOWN = new LuaSet<string>();
for (const row of BELOW) for (const end of row) KNOWN.add(`1.2.840.10008.1.2${end}`);

/** Whether a UID is that of a transfer syntax. */
export function isTransferSyntax(uid: string): boolean {
  return KNOWN.has(uid);
}
