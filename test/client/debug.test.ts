import assert from 'node:assert/strict';
import { test } from 'node:test';
import { messageLine, tracedFetch } from '../../src/client/debug.ts';

test('a message is one line without what may be secret', () => {
  const message = {
    method: 'tools/call',
    params: { _meta: { progressToken: 3 }, arguments: { password: 'x', apiKey: 'y', a: 1 } },
  };
  assert.equal(
    messageLine('out', message),
    '→ {"method":"tools/call","params":{"_meta":{"progressToken":3},"arguments":{"password":"[not shown]","apiKey":"[not shown]","a":1}}}',
  );
  assert.match(messageLine('in', { a: 'x'.repeat(9000) }), /… \(9008 characters\)$/);
});

test('a request is said by its method, place and status: codes, states and tokens are not', async () => {
  const said: string[] = [];
  const traced = tracedFetch(
    () => Promise.resolve(new Response('', { status: 201 })),
    (line) => said.push(line),
  );
  await traced('https://me.example/token?code=secret', { method: 'POST', headers: { authorization: 'Bearer secret' } });
  assert.match(said[0] ?? '', /^ {2}POST https:\/\/me\.example\/token: 201, \d+ ms$/);
  const failing = tracedFetch(
    () => Promise.reject(new Error('no route')),
    (line) => said.push(line),
  );
  await assert.rejects(failing('https://me.example/'));
  assert.match(said[1] ?? '', /no route/);
});
