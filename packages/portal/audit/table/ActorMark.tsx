import { actorTypeTitles, type ActorType } from '@annals/events';
import { Icon, type IconName } from '../../ui/Icon.tsx';

const icons: Readonly<Record<ActorType, IconName>> = {
  user: 'person',
  agent: 'agent',
  agent_pool: 'box',
  system: 'system',
  api_key: 'key',
  service: 'service',
  ai_agent: 'spark',
};

/** What kind of actor it is, as a picture, and as a word for those who do not see it. */
export function ActorMark({ type }: { type: ActorType }) {
  return (
    <span className="actor-mark" title={actorTypeTitles[type]}>
      <Icon name={icons[type]} />
    </span>
  );
}
