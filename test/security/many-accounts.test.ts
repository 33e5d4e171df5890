import assert from 'node:assert/strict';
import { test } from 'node:test';
import pino from 'pino';
import { openAws } from '../../src/aws/gateway.ts';
import { loadConfig } from '../../src/config.ts';
import { publishedTo } from '../../src/mcp/published.ts';
import { publishTool } from '../../src/mcp/publish.ts';
import { accessOf } from '../../src/policy/access-of.ts';
import { allowedReaches } from '../../src/policy/allowed-reaches.ts';
import { createPrometheus } from '../../src/prometheus/prometheus.ts';
import { createReaches } from '../../src/reaches.ts';
import { sandboxCredentials, startSandbox } from '../../src/sandbox/sandbox.ts';
import { TOOLS } from '../../src/tools/index.ts';
import { createService } from '../../src/service.ts';
import { ACCOUNTS as THREE, configFile, readerRole } from '../support/accounts.ts';

const ACCOUNTS = 50;
const CALLERS = 45;

void test('forty-five callers of whom each asks about one of fifty accounts have forty-five sessions, and keep them', async (t) => {
  const sandbox = await startSandbox();
  const override = { endpoint: sandbox.url, credentials: sandboxCredentials };
  const aws = openAws({ region: 'us-east-1', userAgent: 'test', override });
  t.after(() => {
    aws.close();
    return sandbox.close();
  });
  const accounts = Array.from({ length: ACCOUNTS }, (_, i) => {
    const id = String(200_000_000_000 + i);
    return { id, alias: `a${i}`, roleArn: readerRole(id) };
  });
  const reaches = createReaches({
    accounts,
    regions: ['us-east-1'],
    servers: [],
    aws,
    prometheus: createPrometheus({ aws: aws.own, servers: [] }),
    accessOf: accessOf({ everyone: { promqlLabels: { team: ['shop'] } } }),
  });
  const published = publishedTo({ tools: TOOLS, reaches, publish: publishTool, instruct: () => '' });
  for (const round of [1, 2, 3]) {
    for (let i = 0; i < CALLERS; i += 1) {
      const caller = { name: `caller-${i}`, groups: [], scopes: undefined };
      published(caller);
      const asked = (await allowedReaches(reaches(caller), Date.now))[i];
      await asked?.aws.credentials();
      assert.ok(asked?.prometheus);
    }
    assert.equal(sandbox.calls()['AssumeRole'], CALLERS, `after round ${round}`);
  }
});

void test('the operator sees every account by the clients and caches that callers use', () => {
  const config = loadConfig([], configFile({ accounts: THREE }));
  const service = createService(config, pino({ level: 'silent' }));
  const staging = () => service.everyAccount()[1]?.aws;
  assert.ok(staging());
  assert.equal(staging(), staging(), 'not opened again');
  service.close();
});
