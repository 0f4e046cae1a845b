/** Built-in views: each answers one question, is a named query, and lives in the URL under its id. */
export interface View {
  id: string;
  /** Terms every row of the view must meet. */
  q: string;
  /** What the reader has to name before the view means anything. */
  asks: 'user' | 'target' | null;
}

export const viewIds = ['usage', 'changes', 'author', 'created'] as const;
export type ViewId = (typeof viewIds)[number];

export const views: Readonly<Record<ViewId, View>> = {
  usage: { id: 'usage', q: '', asks: 'user' },
  changes: { id: 'changes', q: 'category:creation,change,deletion', asks: null },
  author: { id: 'author', q: 'category:creation,change,deletion', asks: 'target' },
  created: { id: 'created', q: 'event:agent.register,action.create', asks: null },
};
