import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ALLOW_ALL, type Access } from '../../../src/access.ts';
import type { Aws } from '../../../src/aws/aws.ts';
import { ToolError } from '../../../src/errors.ts';
import { findSource } from '../../../src/tools/promql/shared/find-source.ts';
import { createPrometheus } from '../../../src/prometheus/prometheus.ts';

type Context = Parameters<typeof findSource>[1];

/** A context with the workspace `ws-1` in us-east-1; listing fails in the regions of `refusing`. */
function contextWith(options: { servers?: string[]; access?: Partial<Access>; refusing?: string[] }): Context {
  const aws = {
    amp: (region: string) => {
      if (options.refusing?.includes(region)) return Promise.reject(new ToolError('access_denied', 'no'));
      const workspaces =
        region === 'us-east-1' ? [{ workspaceId: 'ws-1', alias: 'shop', status: { statusCode: 'ACTIVE' } }] : [];
      return Promise.resolve({ workspaces });
    },
    partition: () => ({ name: 'aws', dnsSuffix: 'amazonaws.com' }),
  } as unknown as Aws;
  const servers = (options.servers ?? []).map((name) => ({ name, url: new URL('http://prometheus') }));
  return {
    aws,
    prometheus: createPrometheus({ aws, servers }),
    access: { ...ALLOW_ALL, ...options.access },
    regions: ['us-east-1', 'eu-west-1'],
    reaches: [{}],
    signal: new AbortController().signal,
    timeLeft: () => 10_000,
  } as unknown as Context;
}

async function found(name: string | undefined, options: Parameters<typeof contextWith>[0] = {}): Promise<string> {
  return (await findSource(name, contextWith(options))).title;
}

void test('the only workspace is taken; where its list cannot be read, the doubt is said', async () => {
  assert.equal(await found(undefined), 'amp:us-east-1/ws-1 "shop" (taken by default)');
  assert.equal(
    await found(undefined, { refusing: ['eu-west-1'] }),
    'amp:us-east-1/ws-1 "shop" (taken by default; AMP workspaces of eu-west-1 could not be listed: the role needs "aps:ListWorkspaces" in its policy)',
  );
});

void test('a server alone is taken where there is no workspace, CloudWatch where there is neither', async () => {
  const access = { promqlSource: (id: string) => !id.startsWith('amp:') };
  assert.equal(await found(undefined, { servers: ['main'], access }), 'prometheus:main (taken by default)');
  assert.equal(await found(undefined, { access }), 'cloudwatch:us-east-1 (taken by default)');
});

void test('what the policy hides is neither taken nor listed', async () => {
  const access = { promqlSource: (id: string) => id === 'prometheus:main' || id === 'cloudwatch:eu-west-1' };
  const options = { servers: ['main', 'secret'], access };
  assert.equal(await found(undefined, options), 'prometheus:main (taken by default)');
  for (const id of ['prometheus:secret', 'amp:us-east-1/ws-1', 'cloudwatch:us-east-1']) {
    await assert.rejects(found(id, options), { code: 'not_allowed' }, id);
  }
  for (const name of ['secret', 'shop', 'ws-1']) {
    await assert.rejects(found(name, options), (error: ToolError) => {
      assert.equal(error.code, 'not_allowed');
      assert.doesNotMatch(error.message.replace(JSON.stringify(name), ''), /secret|shop|ws-1/);
      return true;
    });
  }
});

void test('regions that are not allowed have no sources', async () => {
  const access = { region: (region: string) => region === 'eu-west-1' };
  assert.equal(await found(undefined, { access }), 'cloudwatch:eu-west-1 (taken by default)');
  await assert.rejects(found('cloudwatch:us-east-1', { access }), { code: 'invalid_input' });
});

void test('a name of two sources is refused with both', async () => {
  await assert.rejects(found('shop', { servers: ['shop'] }), {
    message: /source "shop" names several sources\. Known: prometheus:shop, amp:us-east-1\/ws-1 \("shop"\)\./,
  });
});

void test('a workspace in a region whose list cannot be read may be named all the same', async () => {
  assert.equal(await found('amp:eu-west-1/ws-9', { refusing: ['eu-west-1'] }), 'amp:eu-west-1/ws-9');
  await assert.rejects(found('amp:eu-west-1/ws-9'), { code: 'invalid_input' });
});

void test('a name that is unknown where workspaces may not be listed is refused with the missing action', async () => {
  await assert.rejects(found('orders', { refusing: ['eu-west-1'] }), {
    code: 'access_denied',
    message: /"orders" is not a known source.*eu-west-1 could not be listed: the role needs "aps:ListWorkspaces"/,
  });
});
