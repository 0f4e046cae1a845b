import type { ExportSpec } from './spec.ts';

/** A file of an export, as it lies on disk. */
export interface ExportFile {
  /** From 1. */
  part: number;
  name: string;
  events: number;
  bytes: number;
  /** Hex. */
  sha256: string;
}

/** What a job wrote. */
export interface ExportResult {
  files: ExportFile[];
  events: number;
  manifestSha256: string;
}

export interface ManifestParts {
  id: string;
  organisation: { id: string; name: string; slug: string };
  installation: string;
  version: string;
  requestedBy: string;
  requestedAt: string;
  madeAt: string;
  spec: ExportSpec;
  /** The range of sequences that was looked at. */
  covers: { first: number; last: number } | null;
  /** Least and greatest sequence in the files. */
  found: { first: number; last: number } | null;
  events: number;
  /** Bodies that retention had removed before; only where the ledger itself was read. */
  removed: number;
  cutCells: number;
  files: readonly ExportFile[];
  /** A signed note that covers everything looked at; null when there is none. */
  checkpoint: string | null;
}

/** What proves an export complete: what was asked for, what it covers, counts, hashes, and a signed checkpoint. */
export function manifestText(parts: ManifestParts): string {
  const { spec } = parts;
  const manifest = {
    manifest: 'annals-export/1',
    id: parts.id,
    installation: parts.installation,
    organisation: parts.organisation,
    software: `annals ${parts.version}`,
    requested_by: parts.requestedBy,
    requested_at: parts.requestedAt,
    made_at: parts.madeAt,
    format: spec.format,
    profile: spec.profile,
    columns: spec.columns,
    compression: spec.compression,
    filter: { q: spec.q, from: spec.from, to: spec.to },
    order: spec.order,
    compat: spec.compat ? 'newest 1000' : null,
    sequences: { covered: parts.covers, found: parts.found },
    events: parts.events,
    removed_by_retention: parts.removed,
    cut_cells: parts.cutCells,
    files: parts.files.map(({ part, name, events, bytes, sha256 }) => ({ part, name, events, bytes, sha256 })),
    checkpoint: parts.checkpoint,
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
