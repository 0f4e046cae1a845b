import { createOrganisation, listOrganisations, renameOrganisation } from '@annals/events';
import type { Access } from '../access/access.ts';
import { createOrganisation as create } from '../access/create-organisation.ts';
import { renameOrganisation as rename } from '../access/rename-organisation.ts';
import { visibleOrganisations } from '../access/visible.ts';
import { organisationAnswer } from './answers.ts';
import { callerOf } from './caller.ts';
import type { RouteRegistrar } from './context.ts';
import { handle } from './handle.ts';

export function organisationRoutes(access: Access): RouteRegistrar {
  return (app) => {
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
