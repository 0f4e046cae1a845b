import { join } from 'node:path';

/** Where files of exports lie in the data directory (docs/files.md). */
export const exportsDirectory = (data: string): string => join(data, 'exports');
export const exportDirectory = (data: string, id: string): string => join(data, 'exports', id);
export const manifestPath = (data: string, id: string): string => join(exportDirectory(data, id), 'manifest.json');
