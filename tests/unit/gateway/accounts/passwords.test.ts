import { expect, test } from "vitest";
import { callLuaMany } from "../../../support/lua";

const problems = async (passwords: readonly string[]): Promise<unknown[]> => {
  const calls = passwords.map((password) => ({
    module: "gateway.accounts.password",
    fn: "passwordProblem",
    args: [password, "rita.roentgen", "the-current-one-9"],
  }));
  return (await callLuaMany(calls)).map(([problem]) => problem);
};

const WEAK = [
  ...["passwordpassword", "Password2024!", "P@ssw0rd-1234", "qwertyuiop123", "123456789012", "1234 5678 9012"],
  ...[
    "dragondragon",
    "Liverpool2019",
    "sunshine!!!!",
    "!!!!sunshine",
    "2024-Superman-1",
    "abcabcabcabc",
    "aaaaaaaaaaaa",
  ],
  ...["rita.roentgen1", "RitaRoentgen!", "collimator-2026", "Orthanc123456", "hospital2026", "m1ch43l-1988"],
];

const FINE = [
  ...["quiet-river-lantern-7", "vier kühle Fenster", "x7#Lm2!qPz9v", "correct mule battery pin", "4mfed-kb9cf-fe36s"],
  ...["password-of-my-neighbour's-cat", "dragon83649172635"],
];

test("common passwords, lengthened in the usual ways, are refused", async () => {
  const found = await problems(WEAK);
  expect(WEAK.filter((_, index) => found[index] !== "password.error.weak")).toEqual([]);
});

test("uncommon passwords are accepted", async () => {
  const found = await problems(FINE);
  expect(FINE.filter((_, index) => found[index] !== null)).toEqual([]);
});

test("a password that is too short, too long or the current one gets that reason", async () => {
  const found = await problems(["short", "ä".repeat(11), "long enough ".repeat(22), "the-current-one-9"]);
  expect(found).toEqual([
    ...["password.error.short", "password.error.short", "password.error.long", "password.error.same"],
  ]);
});
