import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import aws4 from 'aws4';
import { sandboxCredentials, startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { smallWorld } from './small-world.ts';

let sandbox: Sandbox;
before(async () => {
  sandbox = await startSandbox({ makeWorld: smallWorld });
});
after(() => sandbox.close());

interface Change {
  service?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string };
  date?: Date;
  /** What is done to the request after it was signed. */
  after?: (request: { headers: Record<string, string>; body: string; path: string }) => void;
  path?: string;
  method?: string;
  target?: string;
}

/** Sends DescribeLogGroups, signed by an implementation that is none of ours, and returns what it is answered. */
async function send(change: Change = {}) {
  const headers: Record<string, string> = {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': change.target ?? 'Logs_20140328.DescribeLogGroups',
    ...(change.date && { 'x-amz-date': change.date.toISOString().replaceAll(/[-:]|\.\d+/g, '') }),
  };
  const request = {
    host: new URL(sandbox.url).host,
    service: change.service ?? 'logs',
    region: 'us-east-1',
    method: change.method ?? 'POST',
    path: change.path ?? '/',
    headers,
    body: change.method === 'GET' ? '' : '{"limit":1}',
  };
  if (change.method === 'GET') delete headers['x-amz-target'];
  request.headers = new aws4.RequestSigner(request, change.credentials ?? sandboxCredentials).sign().headers;
  change.after?.(request);
  const response = await fetch(sandbox.url + request.path, {
    method: request.method,
    headers: Object.fromEntries(Object.entries(request.headers).filter(([name]) => name !== 'Host')),
    ...(request.body !== '' && { body: request.body }),
  });
  const { __type: type, message }: { __type?: string; message?: string } = JSON.parse(await response.text());
  return { status: response.status, type, message };
}

void test('a correctly signed request is answered', async () => {
  assert.equal((await send()).status, 200);
});

void test('a query string is part of what is signed, whatever is in it', async () => {
  const path = '/workspaces?alias=a%20b%2Fc%2B*%27%C3%A9&maxResults=5';
  assert.equal((await send({ service: 'aps', method: 'GET', path })).status, 200);
  const tampered = await send({ service: 'aps', method: 'GET', path, after: (request) => (request.path += '1') });
  assert.equal(tampered.status, 403);
});

const REJECTED: [why: string, change: Change, type: string, message: RegExp][] = [
  [
    'no signature',
    { after: ({ headers }) => delete headers.Authorization },
    'MissingAuthenticationTokenException',
    /Missing Authentication Token/,
  ],
  [
    'a malformed signature',
    { after: ({ headers }) => (headers.Authorization = 'AWS4-HMAC-SHA256 Credential=AKID') },
    'IncompleteSignatureException',
    /requires 'Credential'/,
  ],
  [
    'an unknown access key',
    { credentials: { accessKeyId: 'AKIDOTHER', secretAccessKey: sandboxCredentials.secretAccessKey } },
    'UnrecognizedClientException',
    /security token included in the request is invalid/,
  ],
  [
    'a wrong secret',
    { credentials: { accessKeyId: sandboxCredentials.accessKeyId, secretAccessKey: 'wrong' } },
    'InvalidSignatureException',
    /does not match the signature you provided/,
  ],
  [
    'another body than the signed one',
    { after: (request) => (request.body = '{"limit":2}') },
    'InvalidSignatureException',
    /does not match/,
  ],
  [
    'an unsigned x-amz header',
    { after: ({ headers }) => (headers['x-amz-extra'] = '1') },
    'InvalidSignatureException',
    /does not match/,
  ],
  ['another service', { service: 'monitoring' }, 'InvalidSignatureException', /scoped to correct service: 'logs'/],
  ['an old date', { date: new Date(Date.now() - 301_000) }, 'InvalidSignatureException', /Signature expired/],
  ['a future date', { date: new Date(Date.now() + 360_000) }, 'InvalidSignatureException', /not yet current/],
];

for (const [why, change, type, message] of REJECTED) {
  void test(`refused: ${why}`, async () => {
    const answer = await send(change);
    assert.deepEqual([answer.status, answer.type], [403, type]);
    assert.match(answer.message ?? '', message);
  });
}

void test('what is refused is not recorded as a call', async () => {
  const calls = sandbox.calls();
  await send({ credentials: { accessKeyId: 'AKIDOTHER', secretAccessKey: 'x' } });
  assert.deepEqual(sandbox.calls(), calls);
});

void test('an operation that is none is unknown', async () => {
  const answer = await send({ target: 'Logs_20140328.Invented' });
  assert.deepEqual([answer.status, answer.type], [400, 'UnknownOperationException']);
});
