import { useEffect, useRef } from 'react';
import type { KeyId } from './key-map.ts';

type Handler = () => void;

/** What each key does now. The newest handler of an id acts; when its component goes, the one before does again. */
const handlers = new Map<KeyId, Handler[]>();

/** Gives a key of the map something to do while the component is there; null: nothing now. */
export function useKey(id: KeyId, handler: Handler | null): void {
  const latest = useRef(handler);
  const isOn = handler !== null;
  useEffect(() => {
    latest.current = handler;
  });
  useEffect(() => {
    if (!isOn) return undefined;
    const act = (): void => latest.current?.();
    handlers.set(id, [...(handlers.get(id) ?? []), act]);
    return () => {
      handlers.set(
        id,
        (handlers.get(id) ?? []).filter((one) => one !== act),
      );
    };
  }, [id, isOn]);
}

export function canAct(id: KeyId): boolean {
  return (handlers.get(id)?.length ?? 0) > 0;
}

/** Does what the key would; false when it has nothing to do here. */
export function act(id: KeyId): boolean {
  const handler = handlers.get(id)?.at(-1);
  handler?.();
  return handler !== undefined;
}
