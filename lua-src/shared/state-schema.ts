/** Under this key the gateway notes the version of what it stores; `setup` looks for it. */
export const STATE_SCHEMA_KEY = "collimator:schema";
