import type { SessionState } from "./ask-session";

/** What buttons of the viewer do: give the archive files, or store what was made of a study into it. */
export type Action = "upload" | "save";

/** Any of these permissions lets a person do it (docs/roles.md). */
const NEEDED: Readonly<Record<Action, readonly string[]>> = { upload: ["upload"], save: ["upload", "append"] };

/** What the person may do, for those who draw buttons. The gateway decides again when one is pressed. */
export interface Permissions {
  /** Resolves when the gateway has said once whose session this is, or that it cannot. */
  readonly known: Promise<void>;
  /** Whether a button has a point. Where nothing is known, it has: the gateway then says why not. */
  readonly may: (action: Action) => boolean;
}

/** The permissions, and how they are learnt. */
export function createPermissions(): Permissions & { readonly learn: (state: SessionState) => void } {
  let granted: Readonly<Record<string, true | undefined>> | undefined;
  let tell = (): void => undefined;
  const known = new Promise<void>((resolve) => {
    tell = resolve;
  });
  return {
    known,
    may: (action) => granted === undefined || NEEDED[action].some((permission) => granted?.[permission] === true),
    learn: (state) => {
      if (typeof state === "object") granted = state.permissions;
      tell();
    },
  };
}
