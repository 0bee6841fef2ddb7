import { describe, expect, inject, test } from "vitest";
import { cells, collimator, collimatorJson } from "../support/collimator";
import { logIn } from "../support/forms";
import { codeOf, invitee, useLink } from "../support/invitations";
import { newName, PASSWORD } from "../support/people";

const stack = inject("stack");

describe("invalid use of the command line", () => {
  test.each([
    [["fly"], 'there is no command "fly"'],
    [["import", "--url", "http://a", "cd"], "import runs where the files are, not in the container"],
    [["user"], 'there is no command "user", but user list, user add, user invite, user roles'],
    [["token", "fly"], 'there is no command "token fly", but token list, token create, token revoke;'],
    [["user", "add"], "something is missing; use: collimator user add NAME"],
    [["user", "add", "a", "b"], '"b" is too much'],
    [["user", "add", "a", "--role", "viewer"], "there is no --role here"],
    [["user", "add", "a", "--roles"], "--roles needs a value"],
    [["user", "list", "--json", "--json"], "--json is given twice"],
    [["session", "end", "a"], "name one session by its ID, or --all"],
    [["token", "create", "a", "--days", "soon"], "--days is a whole number"],
    [["explain", "a", "GET"], "something is missing; use: collimator explain NAME|token:ID METHOD PATH"],
  ])("collimator %j prints one sentence and exits with 64", async (words, sentence) => {
    const { status, stdout, stderr } = await collimator(...words);
    expect(stderr).toContain(sentence);
    expect([stdout, status]).toEqual(["", 64]);
  });

  test("collimator help names every command", async () => {
    const { status, stdout } = await collimator("help");
    expect(status).toBe(0);
    for (const command of ["user invite", "token create", "session end", "explain", "policy", "admin reset", "ready"]) {
      expect(stdout).toContain(`collimator ${command}`);
    }
    expect(stdout).toContain("npm run import -- PATH");
  });
});

describe("collimator user", () => {
  test("collimator user list prints people as a table and as JSON", async () => {
    const { name } = await invitee(stack, "viewer", "auditor");
    const { stdout } = await collimator("user", "list");
    const [heading = "", ...rows] = stdout.trimEnd().split("\n");
    expect(cells(heading).slice(0, 3)).toEqual(["NAME", "STATUS", "ROLES"]);
    const row = rows.find((line) => line.startsWith(`${name} `)) ?? "";
    expect(cells(row).slice(0, 3)).toEqual([name, "active", "viewer,auditor"]);
    const { users, total } = await collimatorJson<{ users: { name: string; roles: string[] }[]; total: number }>(
      "user",
      "list",
    );
    expect(users).toHaveLength(total);
    expect(users.find((user) => user.name === name)?.roles).toEqual(["viewer", "auditor"]);
  });

  test("collimator user add prints a first password, which logs in and has to be changed", async () => {
    const name = newName();
    const { stdout } = await collimator("user", "add", name, "--roles", "viewer", "--display-name", "Ärztin <b>");
    const [, password = ""] = /First password: (\S+)/.exec(stdout) ?? [];
    expect((await logIn(stack, password, { user: name })).headers.get("location")).toBe("/password?to=%2F");
    expect((await collimator("user", "list")).stdout).toContain("Ärztin <b>");
  });

  test("collimator user invites, sets roles, disables, enables, resets and removes", async () => {
    const name = newName();
    const { link } = await collimatorJson<{ link: string }>("user", "invite", name);
    expect((await useLink(stack, codeOf(link), PASSWORD)).status).toBe(303);
    expect((await collimator("user", "roles", name, "viewer,uploader")).stdout).toBe(
      `${name}: active, roles: viewer,uploader\n`,
    );
    expect((await collimator("user", "roles", name, "none")).stdout).toBe(`${name}: active, roles: none\n`);
    expect((await collimator("user", "disable", name)).stdout).toContain(`${name}: disabled`);
    expect((await logIn(stack, PASSWORD, { user: name })).status).toBe(401);
    expect((await collimator("user", "enable", name)).stdout).toContain(`${name}: active`);
    expect((await collimator("user", "reset", name)).stdout).toMatch(/^Link: http\S+\/invite\?code=[\w-]{43}$/m);
    expect((await collimator("user", "remove", name)).status).toBe(0);
    const gone = await collimator("user", "remove", name);
    expect([gone.status, gone.stderr]).toEqual([1, `collimator: There is no account named "${name}".\n`]);
  });

  test("collimator user says why it refuses and exits with 1", async () => {
    const TOKEN = ["token", "create", stack.adminName, "--name", "x", "--permissions"];
    for (const [words, sentence] of [
      [["user", "add", "x y"], '"x y" is no name: 1 to 64'],
      [["user", "roles", stack.adminName, "viewer,nix"], 'There is no role "nix"'],
      [["user", "disable", "ghost"], 'There is no account named "ghost".'],
      [["token", "list", "ghost"], 'There is no account named "ghost".'],
      [["session", "list", "ghost"], 'There is no account named "ghost".'],
      [["session", "end", stack.adminName, "nothing"], 'There is no session "nothing"'],
      [["explain", "ghost", "GET", "/"], 'There is no account named "ghost".'],
      [["token", "revoke", "nothing"], 'There is no token "nothing"'],
      [["stored-by", "x"], '"x" is no StudyInstanceUID.'],
      [["stored-by", "1.2.3.4.5"], 'There is no study "1.2.3.4.5".'],
      [["user", "add", newName(), "--roles", "emperor"], 'There is no role "emperor"; `collimator roles` lists them.'],
      [["user", "add", stack.adminName], `There is an account named "${stack.adminName}" already.`],
      [["user", "disable", stack.adminName], "This is the last account that can give permissions"],
      [["token", "create", stack.adminName, "--name", "x"], "A token needs at least one permission"],
      [[...TOKEN, "view,fly"], '"fly" is no permission that the token\'s owner has.'],
      [[...TOKEN, "view", "--addresses", "10.0.0.0/8,ten"], '"ten" is no IPv4 or IPv6 address'],
    ] as const) {
      const { status, stderr } = await collimator(...words);
      expect([stderr, status]).toEqual([expect.stringContaining(sentence), 1]);
    }
  });
});

test("collimator token makes, lists and revokes tokens", async () => {
  const { name } = await invitee(stack, "contributor");
  const made = await collimator(
    "token",
    "create",
    name,
    "--name",
    "CT 2",
    "--permissions",
    "view,upload",
    "--days",
    "3",
  );
  const [token = "", id = ""] = /clt_(\w{12})_[\w-]{43}/.exec(made.stdout) ?? [];
  const search = async (): Promise<number> =>
    (await fetch(`${stack.url}/pacs/studies`, { headers: { Authorization: `Bearer ${token}` } })).status;
  expect(await search()).toBe(200);
  const [, row = ""] = (await collimator("token", "list", name)).stdout.split("\n");
  const [listed, owner, , , may, from, title] = cells(row);
  expect([listed, owner, may, from, title]).toEqual([id, name, "view,upload", "everywhere", "CT 2"]);
  const { tokens } = await collimatorJson<{ tokens: { id: string; addresses: string[] }[] }>("token", "list", name);
  expect(tokens).toMatchObject([{ id, addresses: [] }]);
  expect((await collimator("token", "revoke", id)).status).toBe(0);
  expect(await search()).toBe(401);
  expect((await collimator("token", "revoke", id)).status).toBe(1);
});

test("collimator sessions lists sessions and ends one or all", async () => {
  const { name, cookie } = await invitee(stack, "viewer");
  const others = [await logIn(stack, PASSWORD, { user: name }), await logIn(stack, PASSWORD, { user: name })];
  const alive = async (): Promise<number> => {
    const cookies = [cookie, ...others.map((other) => other.cookie ?? "")];
    const answers = cookies.map(async (each) => fetch(`${stack.url}/session`, { headers: { Cookie: each } }));
    return (await Promise.all(answers)).filter(({ status }) => status === 200).length;
  };
  const { sessions } = await collimatorJson<{ sessions: { id: string }[] }>("session", "list", name);
  expect(sessions).toHaveLength(3);
  expect((await collimator("session", "list", name)).stdout.trimEnd().split("\n")).toHaveLength(4);
  expect((await collimator("session", "end", name, sessions[0]?.id ?? "")).status).toBe(0);
  expect(await alive()).toBe(2);
  expect((await collimator("session", "end", name, "--all")).stdout).toBe("Sessions ended: 2\n");
  expect(await alive()).toBe(0);
});

test("collimator ready says when the gateway is ready", async () => {
  const stdout = expect.stringMatching(/^ready\n[\d.]+ GiB of the archive's disk are free\n$/) as unknown;
  expect(await collimator("ready")).toMatchObject({ status: 0, stdout });
});
