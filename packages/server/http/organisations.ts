import {
  closeOrganisation,
  confirmDeletion,
  createOrganisation,
  listOrganisations,
  renameOrganisation,
  reopenOrganisation,
  requestDeletion,
} from '@annals/events';
import type { Access } from '../access/access.ts';
import {
  closeOrganisation as close,
  confirmDeletion as confirm,
  reopenOrganisation as reopen,
  requestDeletion as request,
} from '../access/close-organisation.ts';
import { createOrganisation as create } from '../access/create-organisation.ts';
import { renameOrganisation as rename } from '../access/rename-organisation.ts';
import { visibleOrganisations } from '../access/visible.ts';
import { organisationAnswer } from './answers.ts';
import { callerOf } from './caller.ts';
import type { RouteRegistrar } from './context.ts';
import { handle } from './handle.ts';

/** `onDeleted`: an organisation is to be removed now. */
export function organisationRoutes(access: Access, onDeleted: () => void = () => undefined): RouteRegistrar {
  return (app) => {
    handle(app, closeOrganisation, async (call) => {
      const closed = await close(access, call.principal, callerOf(call), call.params.id, call.body.reason);
      return call.answer(200, { organisation: organisationAnswer(closed) });
    });

    handle(app, reopenOrganisation, async (call) => {
      const opened = await reopen(access, call.principal, callerOf(call), call.params.id, call.body.reason);
      return call.answer(200, { organisation: organisationAnswer(opened) });
    });

    handle(app, requestDeletion, async (call) => {
      const asked = await request(access, call.principal, callerOf(call), call.params.id, call.body.reason);
      return call.answer(200, { organisation: organisationAnswer(asked) });
    });

    handle(app, confirmDeletion, async (call) => {
      await confirm(access, call.principal, callerOf(call), call.params.id, call.body.name);
      onDeleted();
      return call.answer(202, undefined);
    });

    handle(app, listOrganisations, ({ principal, answer }) =>
      answer(200, { organisations: visibleOrganisations(access.organisations, principal).map(organisationAnswer) }),
    );

    handle(app, createOrganisation, async (call) => {
      return call.answer(201, { organisation: organisationAnswer(await create(access, call.principal, callerOf(call), call.body.name)) });
    });

    handle(app, renameOrganisation, async (call) => {
      return call.answer(200, {
        organisation: organisationAnswer(await rename(access, call.principal, callerOf(call), call.params.id, call.body.name)),
      });
    });
  };
}
