import type { Problem } from "../shared/settings/problems";
import type { Settings } from "../shared/settings/settings";
import type { FirstAdmin } from "./first-admin";

const LINE = "-".repeat(64);

/** One line for each refused setting. */
export function problemText(problem: Problem): string {
  return `${problem.code}: ${problem.sentence}\n`;
}

/** What `docker compose logs setup` shows after a good run. */
export function resultText(settings: Settings, admin: FirstAdmin, notes: readonly string[]): string {
  const lines = [`Collimator: ${settings.publicUrl}/`, ...notes];
  if (admin.outcome === "made") lines.push(...firstLogin(settings, admin.generated));
  if (admin.outcome === "lost") {
    lines.push(
      LINE,
      "The archive holds images, but the state with its users is gone. No new admin was made. To make one, run",
      "  docker compose exec gateway collimator admin reset",
      LINE,
    );
  }
  return lines.join("\n") + "\n";
}

function firstLogin(settings: Settings, generated: string | undefined): string[] {
  return [
    LINE,
    "First start. Log in with",
    `  name:     ${settings.adminName}`,
    `  password: ${generated ?? "(the one in ADMIN_PASSWORD)"}`,
    "It has to be changed at the first login and is not shown again.",
    LINE,
  ];
}
