import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandFor } from '../../../src/client/auth/browser.ts';

const url = new URL('https://example.com/authorize?a=1&b=$(id)');

test('a browser gets the URL as one argument', () => {
  const settings = { browser: undefined, display: true };
  assert.deepEqual(commandFor(url, settings, 'linux'), ['xdg-open', url.href]);
  assert.deepEqual(commandFor(url, settings, 'darwin'), ['open', url.href]);
  assert.deepEqual(commandFor(url, settings, 'win32'), ['rundll32', 'url.dll,FileProtocolHandler', url.href]);
  assert.deepEqual(commandFor(url, { browser: 'firefox --new-tab %s', display: false }), [
    'firefox',
    '--new-tab',
    url.href,
  ]);
});

test('where no window can be opened nothing is started', () => {
  assert.deepEqual(commandFor(url, { browser: undefined, display: false }, 'linux'), []);
});
