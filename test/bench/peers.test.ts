import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, test } from 'node:test';
import { filled, readPeers } from './peers/config.ts';

const folder = mkdtempSync(join(tmpdir(), 'peers-'));

function write(name: string, content: unknown): string {
  const file = join(folder, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

describe('the file of peers', () => {
  test('is the example, too', () => {
    const peers = readPeers(resolve(import.meta.dirname, 'peers.example.json'));
    assert.ok(peers.some(({ url }) => url === undefined) && peers.some(({ url }) => url !== undefined));
  });

  test('is refused in words that name the place', () => {
    const nameless = write('nameless.json', { peers: [{ name: 'x', scenarios: { other: { tool: 't' } } }] });
    assert.throws(
      () => readPeers(nameless),
      /nameless\.json is not one:[^]*a command, a url, or both are needed|other/,
    );
    assert.throws(() => readPeers(write('broken.json', '{')), /broken\.json cannot be read: /);
    assert.throws(() => readPeers(join(folder, 'none.json')), /none\.json cannot be read: ENOENT/);
  });

  test('has placeholders wherever a text is, and numbers where a number is wanted', () => {
    const values = { n: 'zz000001', end: '1700000000' };
    assert.deepEqual(filled({ a: ['x{n}', { b: '{end:number}' }], c: 1, d: '{none}' }, values), {
      a: ['xzz000001', { b: 1_700_000_000 }],
      c: 1,
      d: '{none}',
    });
  });
});
