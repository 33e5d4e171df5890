import assert from 'node:assert/strict';
import { test } from 'node:test';
import { screenFor } from '../../src/client/screen.ts';

const ESCAPE = String.fromCharCode(27);

function shown(colour: boolean): string {
  let text = '';
  const screen = screenFor({ columns: 80, colour }, (more) => (text += more));
  screen.heading('1. Which?');
  screen.call('describe_alarms', { state: 'ALARM', names: ['a b'] });
  screen.answer(`1 alarm\n${ESCAPE}[2J${ESCAPE}]0;title\u0007\rhidden\ttab`, false);
  screen.good('found');
  return text;
}

test('calls and answers are shown, with no escape codes but our own', () => {
  const plain = shown(false);
  assert.ok(plain.includes('> describe_alarms state="ALARM" names=["a b"]\n1 alarm\n'));
  assert.ok(plain.includes('hidden\ttab'));
  assert.ok(!plain.includes(ESCAPE) && !plain.includes('\r') && !plain.includes('\u0007'));
  const colourful = shown(true);
  assert.ok(colourful.includes(`${ESCAPE}[`));
  assert.ok(!colourful.includes(`${ESCAPE}[2J`));
});
