import { Link } from '@tanstack/react-router';
import { defaultAuditSearch } from '../audit/search.ts';
import { copy } from '../copy.ts';
import { paths } from '../paths.ts';
import { FrontDoor } from './FrontDoor.tsx';

export function NotFoundPage() {
  return (
    <FrontDoor title={copy.notFound.title}>
      <p>{copy.notFound.text}</p>
      <Link className="button primary" to={paths.auditEvents} search={defaultAuditSearch}>
        {copy.notFound.action}
      </Link>
    </FrontDoor>
  );
}
