import { useEffect, useState } from 'react';
import { copy } from '../copy.ts';
import { Button } from './Button.tsx';
import { Icon } from './Icon.tsx';

/** Puts a text on the clipboard and says so. `what` names it for those who do not see what it stands beside. */
export function CopyButton({ text, what, label = copy.copying.copy }: { text: string; what: string; label?: string }) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  useEffect(() => {
    if (state === 'idle') return undefined;
    const timer = setTimeout(() => setState('idle'), 2_000);
    return () => clearTimeout(timer);
  }, [state]);
  const put = (): void => {
    // Without a secure context there is no clipboard; the text can still be selected by hand.
    const written = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'));
    written.then(
      () => setState('copied'),
      () => setState('failed'),
    );
  };
  const said = state === 'idle' ? label : state === 'copied' ? copy.copying.copied : copy.copying.failed;
  return (
    <Button kind="quiet" aria-label={`${state === 'idle' ? copy.copying.copy : said} ${what}`} onPress={put}>
      <Icon name={state === 'copied' ? 'check' : 'copy'} />
      <span role="status">{said}</span>
    </Button>
  );
}
