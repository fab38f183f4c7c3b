export { findSnapshotDataset, type SnapshotDataset } from './find-snapshot.ts'
export { snapshotRoutes } from './http.ts'
export { openSnapshot, type Snapshot } from './open-snapshot.ts'
export { Snapshots } from './service.ts'
