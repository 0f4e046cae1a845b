import type { ReactNode } from 'react';
import { useTitle } from '../ui/use-title.ts';
import { Brand } from './Brand.tsx';

/** A screen of its own, before or beside the settings: one card in the middle. */
export function FrontDoor({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) {
  useTitle(title);
  return (
    <main className="front-door">
      <div className="front-card">
        <Brand />
        <h1>{title}</h1>
        {lead === undefined ? null : <p className="lead">{lead}</p>}
        {children}
      </div>
    </main>
  );
}
