/** Under this key the gateway notes the version of what it stores; `setup` looks for it. */
export const STATE_SCHEMA_KEY = "collimator:schema";

/**
 * The version of what is stored in Valkey: a gateway touches nothing of one that it does not know.
 *
 * - 1: one admin, `user:<name>` with a single `role`.
 * - 2: `user:<name>` with `roles`, the sorted set `users`, invitations, API tokens, known browsers and addresses.
 */
export const SCHEMA_VERSION = "2";
