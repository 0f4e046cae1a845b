import type { Source } from '../../server/destinations/destination.ts';
import { UsageError } from '../exit.ts';
import type { Terminal } from '../terminal.ts';

export interface SourceOptions {
  endpoint?: string;
  region?: string;
  pathStyle?: true;
}

/**
 * Where an archive lies: a folder, or `s3://bucket/prefix` with the credentials of AWS_ACCESS_KEY_ID and
 * AWS_SECRET_ACCESS_KEY, or what else the AWS credential chain finds.
 */
export async function openSource(terminal: Terminal, place: string, options: SourceOptions): Promise<Source> {
  const s3 = /^s3:\/\/([^/]+)\/?(.*)$/.exec(place);
  if (!s3) {
    if (options.endpoint !== undefined) throw new UsageError('--endpoint belongs to s3://bucket/prefix.');
    const { FolderSource } = await import('../../server/destinations/folder.ts');
    return new FolderSource(place);
  }
  const [, bucket = '', prefix = ''] = s3;
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_REGION: region,
    AWS_ENDPOINT_URL: url,
  } = terminal.env;
  const endpoint = options.endpoint ?? url ?? null;
  const { openS3 } = await import('../../server/destinations/s3.ts');
  return openS3({
    bucket,
    prefix: prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`,
    region: options.region ?? region ?? 'us-east-1',
    endpoint,
    pathStyle: options.pathStyle ?? endpoint !== null,
    credentials: accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : null,
  });
}
