import { join } from 'node:path';

/** Where things lie in the data directory (docs/files.md). */
export const segmentsDirectory = (data: string): string => join(data, 'segments');
export const organisationDirectory = (data: string, organisation: string): string => join(data, 'segments', organisation);
export const listPath = (data: string, organisation: string): string => join(organisationDirectory(data, organisation), 'list.jsonl');
export const checkpointPath = (data: string, organisation: string): string => join(organisationDirectory(data, organisation), 'checkpoint');
export const journalPath = (data: string): string => join(data, 'journal', 'journal.db');
export const keysDirectory = (data: string): string => join(data, 'keys');
export const keyPath = (data: string, organisation: string): string => join(keysDirectory(data), `${organisation}.seed`);
export const signedDirectory = (data: string): string => join(data, 'signed');
export const signedPath = (data: string, organisation: string): string => join(signedDirectory(data), organisation);

/** Twelve digits keep the order of names the order of sequences. */
export const bodiesName = (first: number, generation: number): string => `bodies/${String(first).padStart(12, '0')}.${generation}.zst`;

const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A name that may stand in a path; organisations come from the control store, but a path is built from nothing else. */
export const isOrganisation = (name: string): boolean => uuidForm.test(name);
