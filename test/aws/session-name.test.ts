import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sessionName } from '../../src/aws/session-name.ts';

test('a name that STS takes stays as it is, any other keeps what can be read of it and gets a digest', () => {
  assert.equal(sessionName('anyone'), 'anyone');
  assert.equal(sessionName('ada.l+mcp@example.com'), 'ada.l+mcp@example.com');
  assert.match(sessionName('system:serviceaccount:jarvis:bot'), /^system-serviceaccount-jarvis-bot-[0-9a-f]{16}$/);
  assert.match(sessionName('x'), /^x-[0-9a-f]{16}$/);
  assert.match(sessionName('Zoë'), /^Zo--[0-9a-f]{16}$/);
});

test('every name becomes one that STS takes, and no two become the same', () => {
  const names = fc.oneof(
    fc.string({ maxLength: 100, unit: 'grapheme' }),
    fc.stringMatching(/^[\w:/.-]{0,80}$/),
    fc.stringMatching(/^[ab:]{1,3}$/),
  );
  fc.assert(
    fc.property(names, names, (one, other) => {
      assert.match(sessionName(one), /^[A-Za-z0-9_+=,.@-]{2,64}$/);
      assert.equal(sessionName(one) === sessionName(other), one === other);
      // Nor may a principal call itself what another one's name becomes.
      assert.notEqual(sessionName(sessionName(`${one}:`)), sessionName(`${one}:`));
    }),
    { numRuns: 500 },
  );
});
