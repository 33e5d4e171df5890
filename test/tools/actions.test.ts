import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { makeWorld as makeShop } from '../../src/sandbox/world/world.ts';
import { TOOLS } from '../../src/tools/index.ts';
import type { CannedPrometheus } from '../support/canned-prometheus.ts';
import { startEmptyPrometheus } from '../support/empty-prometheus.ts';
import { startTestService, TEST_NOW } from '../support/harness.ts';
import { actionsOf } from '../support/iam-requests.ts';
import { MORE_QUESTIONS } from '../support/more-questions.ts';
import { QUESTIONS } from '../support/questions.ts';

const REGIONS = ['us-east-1', 'eu-west-1'];
/** The same for every sandbox, so that alarms are evaluated once. */
const WORLDS = new Map(REGIONS.map((region) => [region, makeShop(region, TEST_NOW)]));
const makeWorld = (region: string) => WORLDS.get(region) ?? makeShop(region, TEST_NOW);

/** AWS lets every identity ask who it is: no policy has to allow it, so only the tool that is about it names it. */
const NEEDS_NO_POLICY = 'sts:GetCallerIdentity';

let prometheus: CannedPrometheus;
before(async () => {
  prometheus = await startEmptyPrometheus();
});
after(() => prometheus.close());

test('each tool sends the AWS operations that it names, all of them and no others', { concurrency: 4 }, async (t) => {
  const names = Array.from(makeWorld('us-east-1').alarms);
  const everyAlarm = names.map(({ name }) => ['describe_alarms', { names: [name] }] as const);
  const everyHistory = names.map(({ name }) => ['get_alarm_history', { name }] as const);
  const calls = [
    ...QUESTIONS.map(([tool, args]) => [tool, args] as const),
    ...MORE_QUESTIONS,
    ...everyAlarm,
    ...everyHistory,
  ];
  const tools = TOOLS.filter(({ name }) => name !== 'get_server_info');
  await Promise.all(
    tools.map((tool) =>
      t.test(tool.name, async () => {
        const sent = new Set<string>();
        for (const [, args] of calls.filter(([name]) => name === tool.name)) {
          for (const action of await fresh(tool.name, args)) sent.add(action);
        }
        sent.delete(NEEDS_NO_POLICY);
        assert.ok(sent.size > 0);
        assert.deepEqual([...sent].toSorted(), [...new Set(tool.actions)].toSorted());
      }),
    ),
  );
});

test('get_server_info asks who it is, and tries only actions that tools name', async () => {
  const sent = await fresh('get_server_info', {});
  const named = new Set(TOOLS.flatMap((tool) => tool.actions));
  assert.ok(sent.has(NEEDS_NO_POLICY));
  assert.deepEqual(
    [...sent].filter((action) => !named.has(action)),
    [],
  );
});

/** The actions that a service with nothing in its caches sends for a call, to a sandbox that nobody else asks. */
async function fresh(tool: string, args: Record<string, unknown>): Promise<Set<string>> {
  const service = await startTestService({
    regions: REGIONS,
    sandbox: { prometheusUrl: prometheus.url.href, makeWorld, links: { '123456789012': ['222222222222'] } },
  });
  try {
    const answer = await service.call(tool, args);
    assert.doesNotMatch(answer.text, /^Error: (Unknown parameter|internal error)/, answer.text);
    return new Set(service.sandbox.requests.flatMap(actionsOf));
  } finally {
    await service.close();
  }
}
