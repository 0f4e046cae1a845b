import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matches } from '../ui/match-words.ts';
import { eventIdIn } from './commands.ts';

test('the id of an event is found when it is pasted, alone or in a link', () => {
  const id = '0198c3a6-4d1e-7c55-9a51-5f7a2d1f1f10';
  assert.equal(eventIdIn(` ${id.toUpperCase()}\n`), id);
  assert.equal(eventIdIn(`https://audit.example.com/events/${id}`), id);
  for (const text of ['', id.slice(1), `actor ${id}`]) assert.equal(eventIdIn(text), null, text);
});

test('a command is found by the beginnings of its words, whatever their case and accents', () => {
  assert.ok(matches('Tasks and health', 'ta he'));
  assert.ok(matches('Søren Ångström', 'angs'));
  assert.ok(matches('agent.remove', 'nt.rem'));
  assert.ok(!matches('Tasks and health', 'ealt as'));
  assert.ok(matches('anything', ''));
});
