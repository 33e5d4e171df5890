import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { StartLiveTailCommand } from '@aws-sdk/client-cloudwatch-logs';
import { NormalizedSchema } from '@smithy/core/schema';
import type { Schema } from '@smithy/types';
import {
  breaks,
  respond,
  same,
  SERVICES,
  type Answer,
  type Command,
  type Made,
  type Service,
  type Settings,
} from './sdk-beside-plain.ts';

const SRC = resolve(import.meta.dirname, '../../src');
const kept = new Map<string, string | undefined>();

/** The machine's own settings would reach both clients. */
before(() => {
  for (const name of Object.keys(process.env).filter((key) => key.startsWith('AWS_'))) set(name, undefined);
  for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']) set(name, '/nowhere/at/all');
});
after(() => kept.forEach((value, name) => set(name, value)));

function set(name: string, value: string | undefined): void {
  if (!kept.has(name)) kept.set(name, process.env[name]);
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

const fine = respond(200, '{}');

const WAYS: readonly (readonly [string, Settings, (service: Service) => Record<string, string>])[] = [
  ['plain', {}, () => ({})],
  ['FIPS', { useFipsEndpoint: true }, () => ({})],
  ['dual-stack', { useDualstackEndpoint: true }, () => ({})],
  ['FIPS and dual-stack', { useFipsEndpoint: true, useDualstackEndpoint: true }, () => ({})],
  ['AWS_ENDPOINT_URL', {}, () => ({ AWS_ENDPOINT_URL: 'http://127.0.0.1:4566/some/path/' })],
  [
    "the service's own URL",
    {},
    ({ url }) => ({ AWS_ENDPOINT_URL: 'http://elsewhere', [url]: 'https://vpce-1.example:8443' }),
  ],
];

for (const [name, service] of Object.entries(SERVICES)) {
  void test(`${name}: what is sent is what the SDK sends, wherever it goes`, async () => {
    const hosts = new Set<string>();
    for (const region of ['us-east-1', 'cn-north-1', 'us-gov-west-1', 'xx-nowhere-9']) {
      for (const [way, settings, variables] of WAYS) {
        const env = Object.entries(variables(service));
        env.forEach(([key, value]) => set(key, value));
        try {
          const { requests } = await same(service, { region, ...settings }, fine, { why: `${region}, ${way}` });
          requests.forEach(({ hostname }) => hosts.add(hostname));
        } finally {
          env.forEach(([key]) => set(key, undefined));
        }
      }
    }
    assert.ok(hosts.has('127.0.0.1') && hosts.has('vpce-1.example') && hosts.size > 12, [...hosts].join(' '));
  });

  void test(`${name}: what fails is sent again as often as by the SDK, and fails as it would`, async () => {
    const json = { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': 'r-1' };
    const now = new Date().toUTCString();
    const ahead = new Date(Date.now() + 20 * 60_000).toUTCString();
    const typed = (type: string) => JSON.stringify({ __type: type, message: 'No.' });
    const compatible = { ...json, 'x-amzn-query-error': 'InvalidParameterValue;Sender', date: now };
    const rows: readonly (readonly [why: string, answer: Answer, requests: number])[] = [
      ['a refusal', respond(400, typed('com.amazonaws#InvalidParameterException'), json), 1],
      ['a query-compatible refusal', respond(400, typed('x#InvalidParameterValueException'), compatible), 1],
      ['a refusal of no type', respond(403, '{}', json), 1],
      ['a throttle', respond(400, typed('ThrottlingException'), json), 4],
      ['a 429', respond(429, '{}', json), 4],
      ['a 500', respond(500, typed('InternalFailure'), json), 4],
      ['a 500 that says when', respond(500, typed('InternalFailure'), { ...json, 'x-amz-retry-after': '1' }), 4],
      ['an empty 500', respond(500), 4],
      ['a 503 in HTML', respond(503, '<html>busy</html>', { 'content-type': 'text/html' }), 4],
      ['a 501', respond(501, '{}', json), 1],
      ['a broken answer', respond(200, '{"Metrics":', json), 1],
      ['a wrong clock', respond(403, typed('InvalidSignatureException'), { ...json, date: ahead }), 4],
      ['a wrong signature', respond(403, typed('InvalidSignatureException'), { ...json, date: now }), 1],
      ['a connection that breaks off', breaks('ECONNRESET'), 4],
      ['a name that is not known', breaks('ENOTFOUND'), 4],
      ['another failure', breaks('CERT_HAS_EXPIRED'), 1],
    ];
    for (const [why, answer, requests] of rows) {
      const sdk = await same(service, {}, answer, { why });
      assert.ok('error' in sdk.outcome, why);
      assert.equal(sdk.requests.length, requests, why);
      assert.equal(sdk.failures[0]?.waits, why === 'a 500 that says when', why);
    }
  });

  void test(`${name}: each operation is sent as by the SDK, and none has a host or a stream of its own`, async () => {
    const sent = sentBy(name);
    assert.ok(sent.length > 8, sent.join(' '));
    const [first] = sent;
    for (const operation of sent) {
      const Made = service.commands[operation];
      assert.ok(Made, operation);
      const command = new Made({});
      assert.deepEqual(ownOf(command), [], operation);
      assert.deepEqual(endpointParameters(Made), endpointParameters(service.commands[first ?? ''] as Made), operation);
      await same(service, {}, fine, { command, why: operation });
    }
  });
}

void test('a host and streams of an operation are seen', () => {
  const live = new StartLiveTailCommand({ logGroupIdentifiers: [] }) as unknown as Command;
  assert.deepEqual(ownOf(live), ['host', 'stream']);
});

/** The commands that the product's sources import from a client. */
function sentBy(client: string): string[] {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const lists = files.flatMap((file) =>
    [...readFileSync(join(SRC, file), 'utf8').matchAll(/import \{([^}]*)\} from '([^']+)'/g)]
      .filter(([, , from]) => from === client)
      .map(([, names = '']) => names),
  );
  return [
    ...new Set(lists.flatMap((names) => [...names.matchAll(/\b\w+Command\b/g)].map(([word]) => word))),
  ].toSorted();
}

/** What the product's way of sending would leave out. */
function ownOf({ schema: [, , , traits, input, output] }: Command): string[] {
  const streams = [input, output].some((shape) => NormalizedSchema.of(shape as Schema).getEventStreamMember() !== '');
  const hasHost = typeof traits === 'object' && traits !== null && 'endpoint' in traits;
  return [...(hasHost ? ['host'] : []), ...(streams ? ['stream'] : [])];
}

const endpointParameters = (made: Made) =>
  (made as Made & { getEndpointParameterInstructions(): object }).getEndpointParameterInstructions();
