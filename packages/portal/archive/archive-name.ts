import { visible } from '@annals/events';

export const archiveName = ({ bucket, prefix }: { bucket: string; prefix: string }): string => visible(`s3://${bucket}/${prefix}`);
