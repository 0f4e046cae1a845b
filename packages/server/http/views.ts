import { changeView, createView, listViews, removeView, type viewBody } from '@annals/events';
import type { z } from 'zod';
import type { Access } from '../access/access.ts';
import type { Principal } from '../access/principal.ts';
import { changeView as change, createView as create, mayChange, questionOf, removeView as remove } from '../access/views.ts';
import { requireScope, resolveOrganisation } from '../access/visible.ts';
import type { ViewRow } from '../control/tables.ts';
import { callerOf } from './caller.ts';
import type { RouteRegistrar } from './context.ts';
import { handle } from './handle.ts';

/** Saved views. */
export function viewRoutes(access: Access): RouteRegistrar {
  return (app) => {
    handle(app, listViews, async ({ principal, query, answer }) => {
      const organisation = resolveOrganisation(access.organisations, principal, query.organisation);
      requireScope(principal, 'events:read', organisation);
      const views = await access.control.views.seenBy(organisation.id, principal.userId);
      return answer(200, { views: views.map((view) => viewAnswer(principal, view)) });
    });

    handle(app, createView, async (call) => {
      const organisation = resolveOrganisation(access.organisations, call.principal, call.body.organisation);
      const view = await create(access, call.principal, callerOf(call), organisation, call.body);
      return call.answer(201, { view: viewAnswer(call.principal, view) });
    });

    handle(app, changeView, async (call) => {
      const view = await change(access, call.principal, callerOf(call), call.params.id, call.body);
      return call.answer(200, { view: viewAnswer(call.principal, view) });
    });

    handle(app, removeView, async (call) => {
      await remove(access, call.principal, callerOf(call), call.params.id);
      return call.answer(204, undefined);
    });
  };
}

function viewAnswer(principal: Principal, view: ViewRow): z.output<typeof viewBody> {
  const { id, organisation, name, private_to, owner, owner_name, created_at, updated_at } = view;
  return {
    id,
    organisation,
    name,
    shared: private_to === null,
    own: owner !== null && owner === principal.userId,
    may_change: mayChange(principal, view),
    owner: owner_name,
    question: questionOf(view),
    created_at,
    updated_at,
  };
}
