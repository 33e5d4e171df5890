import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import fc from 'fast-check';
import { ToolError } from '../../src/errors.ts';
import { enforceLabels } from '../../src/prometheus/enforce-labels.ts';
import { startTestService, type TestService } from '../support/harness.ts';
import { promql } from '../support/promql-queries.ts';
import { findPrometheus, PROMETHEUS_MISSING, startPrometheus, type RealPrometheus } from '../support/prometheus.ts';
import { SECRETS, TEAMS_END, teamsContent } from '../support/two-teams.ts';

const skip = (await findPrometheus(true)) === undefined && PROMETHEUS_MISSING;
const HELD = [{ name: 'namespace', values: ['team-a'], by: 'rule "everyone" of the policy' }];

/** What somebody would try who wants to see more: some are held, some refused, none may show anything of another team. */
const ADVERSARIAL = [
  'secret_total',
  '{namespace="team-b"}',
  '{__name__=~".+"}',
  '{__name__=~".+",namespace=~".*"}',
  '{__name__!=""}',
  'up{namespace="team-b"}',
  'up{namespace!="team-a"}',
  'up{namespace=~"team-a|team-b"}',
  'up{namespace=~"team-a.*"}',
  'up{namespace=""}',
  'up{job="nobody"}',
  'up or secret_total',
  'up # \r or secret_total',
  'up # \n or secret_total',
  'up #"\n or secret_total #"',
  'up{job="a\\"} or secret_total{job="}',
  "up{job='a\\'} or secret_total{job='}",
  'up{job=`a\\`} or secret_total{job=`}`}',
  'up{job="#"} or secret_total',
  'up{job=~"}|.*"} or secret_total{}',
  'sum',
  'sum(sum)',
  'sum by (namespace) (by)',
  'by by',
  'start @ start()',
  'sum by (by) (up)',
  'count by (namespace) ({__name__=~".+"})',
  'count_values("x", secret_total)',
  'topk(100, {__name__=~".+"})',
  'group({__name__=~".+"}) by (__name__, namespace)',
  'label_replace(up, "namespace", "team-b", "", "")',
  'label_join(secret_total, "a", ",", "job", "namespace")',
  'absent(secret_total{namespace="team-b"})',
  'absent_over_time(secret_total[5m])',
  'scalar(secret_total)',
  'vector(scalar(secret_total))',
  'max_over_time(secret_total[1h])',
  'max_over_time((secret_total or up)[1h:5m])',
  'rate(secret_total[1h] offset 5m)',
  'last_over_time(secret_total[1h] @ end())',
  'secret_total @ 1795168800',
  'up * on() group_left(namespace) secret_total',
  'up * on(job) group_left secret_total',
  'up unless on(job) up{namespace="team-b"}',
  'up and on() secret_total',
  'up == bool on(job) up{namespace="team-b"}',
  'sum(up) / sum(up{namespace="team-b"})',
  'quantile_over_time(0.5, {__name__=~"secret.*"}[1h])',
  'histogram_quantile(0.9, {__name__=~".+"})',
  'timestamp(secret_total)',
  'changes({__name__="secret_total"}[1h])',
  '{__name__="secret_total",namespace="team-b"}',
  'sort_desc({__name__=~".+", job!="x"})',
  '-secret_total',
  '((((secret_total))))',
  'info(up)',
  'info(up, {namespace="team-b"})',
  'up{a="b" or namespace="team-b"}',
  'WITH (x = secret_total) x',
  'up\u00a0or\u00a0secret_total',
  'up\vor secret_total',
  'up;secret_total',
  'up)or(secret_total',
  'up{namespace="team-a"}}or{namespace="team-b"',
  'up[5m:] or secret_total',
  '{"secret_total"}',
  '{"secret_total",namespace="team-b"}',
  'ａup or secret_total',
  '"secret_total"',
  'time()',
] as const;

void suite('PromQL held to the labels of a policy, before a real Prometheus', { skip }, () => {
  let shared: RealPrometheus;
  let own: RealPrometheus;
  let folder: string;
  let service: TestService;

  before(async () => {
    const [both, alone] = await Promise.all([
      startPrometheus(teamsContent(['team-a', 'team-b'])),
      startPrometheus(teamsContent(['team-a'])),
    ]);
    assert.ok(both && alone);
    shared = both;
    own = alone;
    folder = await mkdtemp(join(tmpdir(), 'cloudwatch-mcp-policy-'));
    const config = join(folder, 'config.yaml');
    await writeFile(
      config,
      `policy: { everyone: { promqlSources: { allow: [main] }, promqlLabels: { namespace: team-a } } }\n`,
    );
    service = await startTestService({
      clock: () => TEAMS_END,
      env: { CLOUDWATCH_MCP_CONFIG: config, CLOUDWATCH_MCP_PROMETHEUS_URLS: `main=${shared.url}` },
    });
  });
  after(async () => {
    await service.close();
    await Promise.all([shared.close(), own.close()]);
    await rm(folder, { recursive: true, force: true });
  });

  /** What a server answers to a query, its order left aside. */
  async function answer(url: string, query: string): Promise<unknown> {
    const params = new URLSearchParams({ query, time: String(TEAMS_END / 1000) });
    const response = await fetch(`${url}/api/v1/query`, { method: 'POST', body: params });
    const body = (await response.json()) as { data?: { result: unknown }; error?: string };
    const result = body.data?.result;
    return Array.isArray(result) ? result.map((one) => JSON.stringify(one)).toSorted() : body.error;
  }

  /** @returns whether the query was held, not refused */
  async function seesOnlyItsOwn(query: string): Promise<boolean> {
    let held: string;
    try {
      held = enforceLabels(query, HELD);
    } catch (error) {
      assert.ok(error instanceof ToolError, query);
      return false;
    }
    // Who sees nothing of the other team cannot tell whether it is there.
    const [there, alone] = await Promise.all([answer(shared.url, held), answer(own.url, held)]);
    assert.deepEqual(there, alone, `${query}\n${held}`);
    return true;
  }

  void test('the two servers differ, so that what is compared can fail', async () => {
    assert.notDeepEqual(await answer(shared.url, 'sum(up)'), await answer(own.url, 'sum(up)'));
    assert.notDeepEqual(await answer(shared.url, 'secret_total'), await answer(own.url, 'secret_total'));
  });

  void test('whoever is held gets what it would get if the other teams were not there', async () => {
    let held = 0;
    for (const query of ADVERSARIAL) held += Number(await seesOnlyItsOwn(query));
    assert.ok(held > 45, `${held} of ${ADVERSARIAL.length} held`);
  });

  void test('the same of 300 queries of every form', async () => {
    let held = 0;
    await fc.assert(
      fc.asyncProperty(promql, async (query) => {
        held += Number(await seesOnlyItsOwn(query));
      }),
      { numRuns: 300 },
    );
    assert.ok(held > 290, `${held} held`);
  });

  void test('no tool shows anything of another team, and each says what it is held to', async () => {
    const questions: [string, Record<string, unknown>][] = [
      ...ADVERSARIAL.slice(0, 24).map((query): [string, object] => ['query_prometheus', { query }]),
      ['query_prometheus_range', { query: '{__name__=~".+"}', start: '-1h', limit: 100 }],
      ['query_prometheus_range', { query: 'sum by (namespace) (up)', start: '-1h' }],
      ['find_prometheus_series', { match: '{__name__=~".+"}' }],
      ['find_prometheus_series', { match: 'up{namespace=~".*"}' }],
      ['list_prometheus_labels', {}],
      ['list_prometheus_labels', { label: 'namespace' }],
      ['list_prometheus_labels', { label: 'job' }],
      ['list_prometheus_labels', { label: '__name__' }],
      ['list_prometheus_labels', { label: 'job', match: '{__name__=~".+"}' }],
      ['list_prometheus_metrics', {}],
      ['list_prometheus_rules', {}],
    ].map(([tool, args]) => [tool as string, args as Record<string, unknown>]);
    let answers = 0;
    for (const [tool, args] of questions) {
      const { text, structured } = await service.call(tool, args);
      const asked = JSON.stringify(args);
      if (text.startsWith('Error: ')) continue;
      answers += 1;
      const [first = ''] = text.split('\n');
      assert.match(
        first,
        /from prometheus:main \([^)]*held to namespace="team-a"|prometheus:main \(held to/,
        `${tool} ${asked}`,
      );
      // What was asked is told back; nothing else may name the others.
      const named = `${text} ${JSON.stringify(structured)}`.match(
        /[\w:-]*(?:team-b|secret|payroll|nobody|team-a2)[\w:-]*/gi,
      );
      assert.deepEqual(
        (named ?? []).filter((name) => !asked.includes(name)),
        [],
        `${tool} ${asked}`,
      );
    }
    assert.ok(answers > questions.length - 4, `${answers} answers`);
  });

  void test('the values are those of its own series', async () => {
    const { structured } = await service.call('query_prometheus', { query: 'sum(up)' });
    assert.deepEqual(
      (structured['items'] as { value: number }[]).map(({ value }) => value),
      [2 * 120 + 2 * 3],
    );
    const labels = await service.call('list_prometheus_labels', { label: 'namespace' });
    assert.deepEqual(labels.structured['items'], [{ name: 'team-a' }]);
  });

  void test('of the rules it sees those that are its own, and its own alerts of the others without their query', async () => {
    const { structured, text } = await service.call('list_prometheus_rules');
    const rules = structured['items'] as { name: string; query: string; alerts: { labels: object }[] }[];
    assert.deepEqual(rules.map(({ name }) => name).toSorted(), ['ForAll', 'OwnByLabel', 'OwnByQuery']);
    assert.deepEqual([structured['total'], structured['firing']], [3, 3]);
    const forAll = rules.find(({ name }) => name === 'ForAll');
    assert.match(forAll?.query ?? '', /^\(not shown/);
    assert.deepEqual(
      forAll?.alerts.map(({ labels }) => labels),
      [{ namespace: 'team-a' }],
    );
    assert.doesNotMatch(text, SECRETS);
  });

  void test('what cannot be parsed is refused with the place', async () => {
    const { text } = await service.call('query_prometheus', { query: 'up{a="b" or namespace="team-b"}' });
    assert.match(text, /^Error: The PromQL is not taken, line 1, column \d+/);
  });
});
