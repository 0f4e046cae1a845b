import { lazy, Suspense, useState } from 'react';
import type { Screen } from '../shell/screens.ts';
import { toggleTheme } from '../shell/theme.ts';
import { useGo, useScreens } from '../shell/use-go.ts';
import { useKey } from './use-key.ts';
import { useKeyboard } from './use-keyboard.ts';

const KeySheet = lazy(async () => ({ default: (await import('./KeySheet.tsx')).KeySheet }));
const Palette = lazy(async () => ({ default: (await import('../palette/Palette.tsx')).Palette }));

/** The keys that act on every screen, and what they open. */
export function Keyboard() {
  const [open, setOpen] = useState<'help' | 'palette' | null>(null);
  const screens = useScreens();
  const go = useGo();
  useKeyboard();
  useKey('help', () => setOpen('help'));
  useKey('palette', () => setOpen('palette'));
  useKey('theme', toggleTheme);
  const close = (): void => setOpen(null);
  return (
    <>
      {screens.map((screen) => (
        <GoKey key={screen.id} screen={screen} onGo={go} />
      ))}
      <Suspense>
        {open === 'help' ? <KeySheet onClose={close} /> : null}
        {open === 'palette' ? <Palette onClose={close} /> : null}
      </Suspense>
    </>
  );
}

function GoKey({ screen, onGo }: { screen: Screen; onGo: (screen: Screen) => void }) {
  useKey(`go.${screen.id}`, () => onGo(screen));
  return null;
}
