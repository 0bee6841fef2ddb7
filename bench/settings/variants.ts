import type { Settings } from "./archive";
import type { TRIALS } from "./trials";

/** A setting that is another one than the product's. */
export interface Variant {
  readonly trial: keyof typeof TRIALS;
  readonly settings: Settings;
}

const plugin = (settings: Settings): Settings => ({ DicomWeb: settings });

export const VARIANTS: readonly Variant[] = [
  { trial: "requests", settings: { KeepAlive: false } },
  { trial: "requests", settings: { TcpNoDelay: false } },
  { trial: "requests", settings: { HttpThreadsCount: 10 } },
  { trial: "requests", settings: { HttpThreadsCount: 200 } },
  { trial: "requests", settings: { MallocArenaMax: 0 } },
  { trial: "requests", settings: { MallocArenaMax: 1 } },
  { trial: "idle", settings: { KeepAliveTimeout: 1 } },
  { trial: "idle", settings: { HttpThreadsCount: 100 } },
  { trial: "idle", settings: { HttpThreadsCount: 200 } },
  { trial: "large", settings: { MaximumStorageCacheSize: 0 } },
  { trial: "large", settings: { MaximumStorageCacheSize: 128 } },
  { trial: "large", settings: { MaximumStorageCacheSize: 1024 } },
  { trial: "stored", settings: { SyncStorageArea: false } },
  { trial: "stored", settings: { StorageCompression: true } },
  { trial: "stored", settings: { StoreMD5ForAttachments: false } },
  { trial: "stored", settings: { OverwriteInstances: true } },
  { trial: "stored", settings: { IngestTranscoding: "1.2.840.10008.1.2.4.80" } },
  { trial: "searches", settings: { StorageAccessOnFind: "Always" } },
  { trial: "searches", settings: { ExtraMainDicomTags: {} } },
  { trial: "searches", settings: { LimitFindResults: 0, LimitFindInstances: 0 } },
  { trial: "searches", settings: { LimitFindResults: 100, LimitFindInstances: 100 } },
  { trial: "metadata", settings: plugin({ EnableMetadataCache: false }) },
  { trial: "metadata", settings: plugin({ MetadataWorkerThreadsCount: 1 }) },
  { trial: "metadata", settings: plugin({ MetadataWorkerThreadsCount: 8 }) },
  { trial: "metadata", settings: plugin({ SeriesMetadata: "MainDicomTags" }) },
  { trial: "metadata", settings: plugin({ StudiesMetadata: "MainDicomTags" }) },
  { trial: "metadata", settings: { StableAge: 1 } },
];
