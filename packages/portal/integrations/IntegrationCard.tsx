import { visible } from '@annals/events';
import { Link } from '@tanstack/react-router';
import { useId } from 'react';
import type { paths } from '../paths.ts';
import { useOrganisationSearch } from '../shell/use-go.ts';
import { ErrorPanel } from '../ui/ErrorPanel.tsx';
import { Icon, type IconName } from '../ui/Icon.tsx';

interface Props {
  icon: IconName;
  words: { title: string; says: string; action: string };
  to: typeof paths.archive | typeof paths.keys | typeof paths.exports;
  /** In words; null while it is not known. */
  state: string | null;
  isOn: boolean;
  error: unknown;
}

/** One way out: what it is for, whether it is in use, and where it is set up. */
export function IntegrationCard({ icon, words, to, state, isOn, error }: Props) {
  const id = useId();
  const kept = useOrganisationSearch();
  return (
    <li className="integration" aria-labelledby={id}>
      <h2 id={id}>
        <Icon name={icon} /> {words.title}
      </h2>
      <p>{words.says}</p>
      {error === null ? (
        <p className={`integration-state${isOn ? ' on' : ''}`}>
          {isOn ? <Icon name="check" /> : null} {state === null ? '' : visible(state)}
        </p>
      ) : (
        <ErrorPanel error={error} />
      )}
      <Link className="button plain" to={to} search={kept}>
        {words.action}
      </Link>
    </li>
  );
}
