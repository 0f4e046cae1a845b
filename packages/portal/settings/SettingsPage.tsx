import type { ReactNode } from 'react';
import { useTitle } from '../ui/use-title.ts';

/** The frame of a settings screen: its name, one thing to do, and the rest. */
export function SettingsPage({ title, lead, action, children }: { title: string; lead?: string; action?: ReactNode; children: ReactNode }) {
  useTitle(title);
  return (
    <div className="page narrow">
      <header className="page-head">
        <h1>{title}</h1>
        {action}
      </header>
      {lead === undefined ? null : <p className="lead">{lead}</p>}
      {children}
    </div>
  );
}
