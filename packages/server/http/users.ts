import { changeUser, createUser, deleteUser, listUsers, resetUserPassword } from '@annals/events';
import type { Access } from '../access/access.ts';
import { changeInstallationAdmin, changeRole } from '../access/change-role.ts';
import { createUser as create } from '../access/create-user.ts';
import { deleteUser as remove } from '../access/delete-user.ts';
import { resetPassword } from '../access/reset-password.ts';
import { requireScope, resolveOrganisation } from '../access/visible.ts';
import { userAnswer } from './answers.ts';
import { callerOf } from './caller.ts';
import type { RouteRegistrar } from './context.ts';
import { handle } from './handle.ts';

export function userRoutes(access: Access): RouteRegistrar {
  return (app) => {
    handle(app, listUsers, async ({ principal, query, answer }) => {
      const organisation = resolveOrganisation(access.organisations, principal, query.organisation);
      requireScope(principal, 'users:manage', organisation);
      const members = await access.control.memberships.members(organisation.id);
      return answer(200, { users: members.map((member) => ({ ...userAnswer(member), role: member.role })) });
    });

    handle(app, createUser, async (call) => {
      const user = await create(access, call.principal, callerOf(call), { ...call.body, organisation: call.body.organisation });
      return call.answer(201, { user: { ...userAnswer(user), role: user.role } });
    });

    handle(app, changeUser, async (call) => {
      const { principal, params, body } = call;
      if ('role' in body)
        await changeRole(access, principal, callerOf(call), params.id, { organisation: body.organisation, role: body.role });
      else await changeInstallationAdmin(access, principal, callerOf(call), params.id, body.installation_admin);
      return call.answer(204, undefined);
    });

    handle(app, resetUserPassword, async (call) => {
      return call.answer(200, { password: await resetPassword(access, call.principal, callerOf(call), call.params.id) });
    });

    handle(app, deleteUser, async (call) => {
      await remove(access, call.principal, callerOf(call), call.params.id);
      return call.answer(204, undefined);
    });
  };
}
