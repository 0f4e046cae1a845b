import { isAddress } from './address.ts';
import type { Findings } from './findings.ts';
import { isObject, readId, readOneOf, readText, refuseUnknown } from './read-value.ts';
import { type Actor, actorTypes, clientNames } from './types.ts';

const fields = new Set(['type', 'id', 'name', 'email', 'ip', 'host', 'user_agent', 'client', 'on_behalf_of']);

/** Who did it. The type is the one thing without which an event says nothing; undefined after an error. */
export function readActor(value: unknown, pointer: string, findings: Findings, nested = false): Actor | undefined {
  if (!isObject(value)) {
    if (value === undefined || value === null) findings.error(pointer, 'required', 'An event says who did it: give an actor with a type.');
    else findings.error(pointer, 'type', 'An object is expected here.');
    return undefined;
  }
  refuseUnknown(value, fields, pointer, findings);
  if (value['type'] === undefined || value['type'] === null)
    findings.error(`${pointer}/type`, 'required', `An actor has a type: ${actorTypes.join(', ')}.`);
  const type = readOneOf(value['type'], actorTypes, `${pointer}/type`, findings);
  if (type === undefined) return undefined;

  const actor: Actor = { type };
  const id = readId(value['id'], `${pointer}/id`, findings);
  const name = readText(value['name'], `${pointer}/name`, findings);
  const email = readText(value['email'], `${pointer}/email`, findings);
  const host = readText(value['host'], `${pointer}/host`, findings);
  const userAgent = readText(value['user_agent'], `${pointer}/user_agent`, findings);
  const client = readOneOf(value['client'], clientNames, `${pointer}/client`, findings);
  if (id !== undefined) actor.id = id;
  if (name !== undefined) actor.name = name;
  if (email !== undefined) actor.email = email;
  if (host !== undefined) actor.host = host;
  if (userAgent !== undefined) actor.user_agent = userAgent;
  if (client !== undefined) actor.client = client;
  readAddressInto(actor, value['ip'], pointer, findings);
  readPrincipalInto(actor, value['on_behalf_of'], pointer, findings, nested);
  return actor;
}

/** What is no address is kept where a reader does not take it for one. */
function readAddressInto(actor: Actor, value: unknown, pointer: string, findings: Findings): void {
  const ip = readText(value, `${pointer}/ip`, findings);
  if (ip === undefined || ip === '') return;
  if (isAddress(ip)) {
    actor.ip = ip;
    return;
  }
  findings.doubt(`${pointer}/ip`, 'not_an_address', 'This is no IPv4 or IPv6 address; it is kept as the host.');
  if (actor.host === undefined) actor.host = ip;
  else if (actor.host !== ip) findings.moved.push([`${pointer.slice(1).replaceAll('/', '.')}.ip`, ip]);
}

function readPrincipalInto(actor: Actor, value: unknown, pointer: string, findings: Findings, nested: boolean): void {
  if (value === undefined || value === null) return;
  if (nested) {
    findings.error(`${pointer}/on_behalf_of`, 'too_deep', 'Who acts on behalf of whom is told one level deep.');
    return;
  }
  const principal = readActor(value, `${pointer}/on_behalf_of`, findings, true);
  if (principal) actor.on_behalf_of = principal;
}
