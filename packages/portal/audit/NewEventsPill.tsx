import { copy } from '../copy.ts';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';

/** On a later page: how many events came since, and the way to them. */
export function NewEventsPill({ count, onShow }: { count: number; onShow: () => void }) {
  if (count === 0) return null;
  return (
    <div className="pill-place">
      <Button kind="primary" aria-label={`${copy.audit.newEvents(count)}, ${copy.audit.showNew}`} onPress={onShow}>
        <Icon name="up" /> {copy.audit.newEvents(count)}
      </Button>
    </div>
  );
}
