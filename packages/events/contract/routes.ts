import { deleteArchive, deliverArchiveDay, listArchiveDays, listArchives, putArchive, testArchive } from './archive.ts';
import { closeOrganisation, confirmDeletion, reopenOrganisation, requestDeletion } from './close-organisation.ts';
import { continueLedger } from './continue-ledger.ts';
import { getCatalogue, getOpenapi } from './documents.ts';
import { recordEvents, recordTestEvent } from './events-in.ts';
import {
  createExport,
  downloadExport,
  exportCsv,
  exportNdjson,
  exportParquet,
  exportSyslog,
  getExport,
  getExportManifest,
  listExports,
  removeExport,
} from './exports.ts';
import { facetEvents } from './facets.ts';
import { findEvents, histogramOfEvents } from './find.ts';
import { getStatus, healthz, metrics, readyz } from './health.ts';
import { createKey, listKeys, revokeKey } from './keys.ts';
import { getCheckpoint, getInclusion, getTile, getVerifierKey, listLedgerEntries } from './ledger.ts';
import { listHolds, placeHold, releaseHold } from './holds.ts';
import { getMe } from './me.ts';
import { getEvent, relatedEvents, renderEvent } from './one-event.ts';
import { createOrganisation, listOrganisations, renameOrganisation } from './organisations.ts';
import { confirmRetentionClock, getRetention, previewRetention, setRetention, undoRetention } from './retention.ts';
import type { RouteContract } from './route.ts';
import { screenOfEvents } from './screen.ts';
import { changePassword, signIn, signOut } from './sessions.ts';
import { tailEvents } from './tail.ts';
import { createShare, listShares, openShare, revokeShare } from './shares.ts';
import { getSetup, setUp } from './setup.ts';
import { changeView, createView, listViews, removeView } from './views.ts';
import { changeUser, createUser, deleteUser, listUsers, resetUserPassword } from './users.ts';

/** Every route of the API, one line an entry; openapi.json and the audit test walk this list. */
export const routes: RouteContract[] = [
  recordEvents,
  recordTestEvent,
  findEvents,
  facetEvents,
  histogramOfEvents,
  screenOfEvents,
  tailEvents,
  getEvent,
  relatedEvents,
  renderEvent,
  exportCsv,
  exportNdjson,
  exportSyslog,
  exportParquet,
  createExport,
  listExports,
  getExport,
  removeExport,
  downloadExport,
  getExportManifest,
  createShare,
  listShares,
  revokeShare,
  openShare,
  listViews,
  createView,
  changeView,
  removeView,
  getSetup,
  setUp,
  signIn,
  signOut,
  getMe,
  changePassword,
  listOrganisations,
  createOrganisation,
  renameOrganisation,
  closeOrganisation,
  reopenOrganisation,
  requestDeletion,
  confirmDeletion,
  listUsers,
  createUser,
  changeUser,
  resetUserPassword,
  deleteUser,
  listKeys,
  createKey,
  revokeKey,
  listArchives,
  putArchive,
  deleteArchive,
  testArchive,
  listArchiveDays,
  deliverArchiveDay,
  getCatalogue,
  getOpenapi,
  continueLedger,
  getCheckpoint,
  getVerifierKey,
  getTile,
  listLedgerEntries,
  getInclusion,
  getRetention,
  previewRetention,
  setRetention,
  undoRetention,
  confirmRetentionClock,
  listHolds,
  placeHold,
  releaseHold,
  healthz,
  readyz,
  metrics,
  getStatus,
];
