import { paths } from '../paths.ts';
import type { IconName } from '../ui/Icon.tsx';

/** The screens of the settings, in the order of the sidebar: it, the palette and the keys `g …` read this table. Names are in `copy.nav`. */

export const screenGroups = ['security', 'sources', 'access', 'general'] as const;
export type ScreenGroup = (typeof screenGroups)[number];

interface ScreenOf<Id extends string, Path extends string> {
  id: Id;
  path: Path;
  group: ScreenGroup;
  icon: IconName;
  /** Goes there after `g`. */
  key: string;
  /** Only for administrators of the installation. */
  isOfInstallation: boolean;
}

function screen<const Id extends string, const Path extends string>(
  id: Id,
  path: Path,
  group: ScreenGroup,
  icon: IconName,
  key: string,
  isOfInstallation = false,
): ScreenOf<Id, Path> {
  return { id, path, group, icon, key, isOfInstallation };
}

export const screens = [
  screen('auditEvents', paths.auditEvents, 'security', 'list', 'e'),
  screen('exports', paths.exports, 'security', 'file', 'x'),
  screen('archive', paths.archive, 'security', 'box', 'a'),
  screen('retention', paths.retention, 'security', 'clock', 'r'),
  screen('catalogue', paths.catalogue, 'sources', 'book', 'c'),
  screen('producers', paths.producers, 'sources', 'send', 'p'),
  screen('integrations', paths.integrations, 'sources', 'plug', 'i'),
  screen('users', paths.users, 'access', 'users', 'u'),
  screen('keys', paths.keys, 'access', 'key', 'k'),
  screen('organisation', paths.organisation, 'general', 'building', 'o'),
  screen('account', paths.account, 'general', 'person', 'm'),
  screen('health', paths.health, 'general', 'pulse', 'h', true),
] as const;

export type Screen = (typeof screens)[number];
export type ScreenId = Screen['id'];
