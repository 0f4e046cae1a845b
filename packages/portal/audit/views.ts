/** Built-in views: each answers one question, is a named query, and lives in the URL under its id. Views that people save have UUIDs. */
export interface View {
  id: string;
  /** Terms every row of the view must meet. */
  q: string;
  /** What the reader has to name before the view means anything. */
  asks: 'user' | 'target' | null;
}

/** The questions people come with; they stand at the head of the page. */
export const questionViewIds = ['usage', 'changes', 'author', 'created'] as const;
export const viewIds = [...questionViewIds, 'failures', 'sign-ins', 'admin', 'agents', 'keys', 'system'] as const;
export type ViewId = (typeof viewIds)[number];

/** What administers an organisation: who may do what, where things go, and how Annals itself is set. */
const administered = [
  'user',
  'organisation',
  'group',
  'pool',
  'temporary_access',
  'api_key',
  'configuration',
  'plan',
  'integration',
  'webhook',
  'source',
  'certificate',
  'redaction',
  'blocklist',
  'annals',
];

export const views: Readonly<Record<ViewId, View>> = {
  usage: { id: 'usage', q: '', asks: 'user' },
  changes: { id: 'changes', q: 'category:creation,change,deletion', asks: null },
  author: { id: 'author', q: 'category:creation,change,deletion', asks: 'target' },
  created: { id: 'created', q: 'event:agent.register,action.create', asks: null },
  failures: { id: 'failures', q: 'outcome:failure', asks: null },
  'sign-ins': { id: 'sign-ins', q: 'category:authentication', asks: null },
  admin: {
    id: 'admin',
    q: `category:creation,change,deletion event:${administered.map((subject) => `${subject}.*`).join(',')}`,
    asks: null,
  },
  agents: { id: 'agents', q: 'event:agent.*', asks: null },
  keys: { id: 'keys', q: 'event:api_key.*,annals.key.*', asks: null },
  system: { id: 'system', q: 'actor.type:system', asks: null },
};

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Is this the id of a view that somebody saved? */
export function isSavedView(id: string | undefined): id is string {
  return id !== undefined && uuid.test(id);
}

export function isViewId(id: string): boolean {
  return isSavedView(id) || isBuiltIn(id);
}

export function isBuiltIn(id: string): id is ViewId {
  return viewIds.some((one) => one === id);
}

export function builtInView(id: string | undefined): (View & { id: ViewId }) | null {
  return id === undefined || !isBuiltIn(id) ? null : { ...views[id], id };
}
