import { type Command, parseWords, DONE, USAGE } from "./command";
import { COLLISIONS } from "./commands/collisions";
import { GATEWAY } from "./commands/gateway";
import { POLICY } from "./commands/policy";
import { REFUSALS } from "./commands/refusals";
import { SESSIONS } from "./commands/sessions";
import { STORED_BY } from "./commands/stored-by";
import { SUSPECTS } from "./commands/suspects";
import { TOKENS } from "./commands/tokens";
import { USERS } from "./commands/users";
import { complain, plain, say } from "./say";

/** The container does not see the files that are to be imported. */
const IMPORT = "import runs where the files are, not in the container: npm run import -- PATH ... (docs/import.md)";

const COMMANDS: readonly (readonly [string, Command])[] = [
  ...USERS,
  ...TOKENS,
  ...SESSIONS,
  ...POLICY,
  ...REFUSALS,
  ...COLLISIONS,
  ...STORED_BY,
  ...SUSPECTS,
  ...GATEWAY,
];

function help(): void {
  say("collimator: the gateway's command line\n");
  for (const [name, { usage, about }] of COMMANDS) {
    say(`  collimator ${name}${usage === "" ? "" : ` ${usage}`}`);
    say(`      ${about}`);
  }
  say(`\n${IMPORT}`);
  say("\n--json prints what the gateway answers, for programs. Lists are parted by commas.");
  say("Exit codes: 0 done, or yes; 1 not done, or no; 64 wrong use; 69 the gateway does not answer.");
}

/** The command that the words begin with, and how many of them are its name. */
function find(words: readonly string[]): LuaMultiReturn<[Command, string, number] | [undefined]> {
  for (const count of [2, 1]) {
    const name = words.slice(0, count).join(" ");
    for (const [known, command] of COMMANDS) {
      if (known === name) return $multi(command, name, count);
    }
  }
  return $multi(undefined);
}

/** The commands whose first word this is, as the middle of a sentence; "" where there are none. */
function suggestions(word: string): string {
  const names = COMMANDS.map(([name]) => name).filter((name) => name.startsWith(`${word} `));
  return names.length === 0 ? "" : `, but ${names.join(", ")}`;
}

/** Runs one command; the result is the process's exit code. */
export function cli(words: readonly string[]): number {
  const [first = ""] = words;
  if (first === "help" || first === "--help" || first === "") {
    help();
    return first === "" ? USAGE : DONE;
  }
  if (first === "import") {
    complain(IMPORT);
    return USAGE;
  }
  const [command, name, count] = find(words);
  if (command === undefined) {
    complain(`there is no command "${plain(words.join(" "))}"${suggestions(first)}; see: collimator help`);
    return USAGE;
  }
  const [parsed, wrong] = parseWords(words.slice(count), command);
  if (parsed === undefined) {
    complain(`${wrong}; use: collimator ${name} ${command.usage}`);
    return USAGE;
  }
  return command.run(parsed);
}
