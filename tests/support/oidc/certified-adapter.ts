import type { Adapter, AdapterFactory, AdapterPayload } from "oidc-provider";

interface Entry {
  readonly payload: AdapterPayload;
  /** In milliseconds. */
  readonly until: number;
}

/**
 * What the certified provider knows, in memory and without a limit: the package's own store forgets after 1,000 entries.
 * A new provider with the same store goes on where the one before it stood.
 */
export function memoryAdapter(): AdapterFactory {
  const entries = new Map<string, Entry>();
  const find = (key: string): AdapterPayload | undefined => {
    const entry = entries.get(key);
    if (entry !== undefined && entry.until < Date.now()) entries.delete(key);
    return entries.get(key)?.payload;
  };
  return (model): Adapter => ({
    upsert: async (id, payload, expiresIn) => {
      const until = expiresIn === undefined ? Infinity : Date.now() + expiresIn * 1000;
      entries.set(`${model}:${id}`, { payload, until });
      return Promise.resolve();
    },
    find: async (id) => Promise.resolve(find(`${model}:${id}`)),
    findByUserCode: async () => Promise.resolve(undefined),
    findByUid: async (uid) => {
      for (const key of entries.keys()) {
        if (key.startsWith(`${model}:`) && find(key)?.uid === uid) return Promise.resolve(find(key));
      }
      return Promise.resolve(undefined);
    },
    consume: async (id) => {
      const entry = entries.get(`${model}:${id}`);
      if (entry !== undefined) {
        const payload = { ...entry.payload, consumed: Math.floor(Date.now() / 1000) };
        entries.set(`${model}:${id}`, { ...entry, payload });
      }
      return Promise.resolve();
    },
    destroy: async (id) => {
      entries.delete(`${model}:${id}`);
      return Promise.resolve();
    },
    revokeByGrantId: async (grantId) => {
      for (const [key, { payload }] of entries) if (payload.grantId === grantId) entries.delete(key);
      return Promise.resolve();
    },
  });
}
