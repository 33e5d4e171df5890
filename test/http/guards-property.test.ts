import assert from 'node:assert/strict';
import { test } from 'node:test';
import { validateHostHeader, validateOriginHeader } from '@modelcontextprotocol/server';
import fc from 'fast-check';
import { isHostOf, isOriginOf } from '../../src/http/guards.ts';

const NAMES = ['localhost', '127.0.0.1', '[::1]', 'cloudwatch-mcp', 'moz-extension://*', 'https://*'];
const name = fc.constantFrom(
  'localhost',
  'LOCALHOST',
  '127.0.0.1',
  '[::1]',
  '::1',
  'cloudwatch-mcp',
  'evil.example',
  'notlocalhost',
  '',
);
const port = fc.constantFrom('', ':3334', ':0', ':x', ':99999');
const around = fc.constantFrom('', ' ', '/', '@evil.example', '?x', '#x', '\\', '%00', '.');
const host = fc.oneof(
  fc.tuple(around, name, port, around).map((parts) => parts.join('')),
  fc.string(),
);
const scheme = fc.constantFrom('http://', 'https://', 'moz-extension://', 'file://', 'data:', 'null', '//', '');
const origin = fc.oneof(
  fc.tuple(scheme, host).map((parts) => parts.join('')),
  fc.webUrl(),
  fc.string(),
);
const MANY = { numRuns: 2_000 };

/** A name, perhaps a port: all that browsers and clients send. */
const isPlain = (value: string | undefined) => /^(?:[\w.-]+|\[::1\])(?::\d{1,5})?$/.test(value ?? '');

test('a Host passes where the SDK lets it pass, if it is a name and a port and nothing else', () => {
  fc.assert(
    fc.property(fc.option(host, { nil: undefined }), (value) => {
      assert.equal(isHostOf(NAMES, value), isPlain(value) && validateHostHeader(value, NAMES).ok);
    }),
    MANY,
  );
});

test('an Origin passes where the SDK lets it pass, if nothing is around the name of a web page', () => {
  fc.assert(
    fc.property(fc.option(origin, { nil: undefined }), (value) => {
      const odd = /^https?:(?:[^/]|\/[^/])|^https?:\/\/.*[/?#@\\]/i.test(value?.trim() ?? '');
      assert.equal(isOriginOf(NAMES, value), !odd && validateOriginHeader(value, NAMES).ok);
    }),
    MANY,
  );
});

test('names that begin or end like ours are others', () => {
  for (const other of [
    'notlocalhost',
    'evil-cloudwatch-mcp',
    'localhost.evil.example',
    'cloudwatch-mcp.evil.example',
  ]) {
    assert.equal(isHostOf(NAMES, other), false, other);
    for (const web of ['http', 'https']) assert.equal(isOriginOf(NAMES, `${web}://${other}:3334`), false, other);
  }
  assert.equal(isHostOf(NAMES, 'localhost:3334'), true);
  assert.equal(isOriginOf(NAMES, 'https://localhost:3334'), true);
});
