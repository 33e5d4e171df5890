import { after, before, suite, test } from 'node:test';
import fc from 'fast-check';
import { startCanned, type CannedPrometheus } from '../support/canned-prometheus.ts';
import { startPagedService, type PagedService } from '../support/paged-service.ts';
import { anyName, checkList, universe, type Listing } from '../support/walk-list.ts';

/** What the Prometheus server has: the `data` of its answers by the end of their path. */
let said: Readonly<Record<string, unknown>> = {};

const metricNames: Listing<string> = {
  tool: 'list_prometheus_metrics',
  rows: universe(fc.stringMatching(/^[aAzZ_:]{1,4}$/), (name) => name),
  args: fc.constant({ source: 'prometheus:canned' }),
  show: (rows) => (said = { values: rows, metadata: {} }),
  nameOf: ({ name }) => String(name),
  name: (name) => name,
  order: ({ name }) => [String(name)],
};
const labelValues: Listing<string> = {
  ...metricNames,
  tool: 'list_prometheus_labels',
  rows: universe(fc.oneof(anyName, fc.constant('')), (name) => name),
  args: fc.constant({ label: 'path', source: 'prometheus:canned' }),
};
const labelSets: Listing<Readonly<Record<string, string>>> = {
  tool: 'find_prometheus_series',
  rows: universe(
    fc.record(
      { __name__: fc.constantFrom('up', 'Up', 'up_total'), a: anyName, B: anyName, z: anyName },
      { requiredKeys: ['__name__'] },
    ),
    (labels) => JSON.stringify(labels),
  ),
  args: fc.constant({ match: 'up', source: 'prometheus:canned' }),
  show: (rows) => (said = { series: rows }),
  nameOf: ({ metric, labels }) =>
    `${String(metric)} ${(labels as { name: string }[]).map(({ name }) => name).join(',')}`,
  name: ({ __name__, ...labels }) => `${__name__} ${Object.keys(labels).toSorted().join(',')}`,
  order: ({ metric, labels }) => [String(metric), (labels as { name: string }[]).map(({ name }) => name).join(',')],
};

interface Rule {
  readonly group: string;
  readonly name: string;
  readonly state: string;
  /** Rules may be alike in all that tells rows apart but this. */
  readonly severity: number;
}
const RULE_STATES = ['firing', 'pending', 'inactive'];
const rules: Listing<Rule> = {
  tool: 'list_prometheus_rules',
  rows: universe(
    fc.record({
      group: fc.constantFrom('app', 'App'),
      name: fc.constantFrom('Down', 'down', 'Ä'),
      state: fc.constantFrom(...RULE_STATES),
      severity: fc.nat(9),
    }),
    (rule) => JSON.stringify(rule),
  ),
  args: fc.constant({ source: 'prometheus:canned' }),
  show: (rows) => {
    const groups = Map.groupBy(rows, ({ group }) => group);
    const rule = ({ name, state, severity }: Rule) => {
      const labels = { severity: `${severity}` };
      return { type: 'alerting', name, state, labels, query: 'up == 0', health: 'ok', duration: 60, alerts: [] };
    };
    said = { rules: { groups: [...groups].map(([name, own]) => ({ name, rules: own.map(rule) })) } };
  },
  nameOf: ({ group, name, state, labels }) =>
    [group, name, state, (labels as { severity: string }).severity].map(String).join(' '),
  name: ({ group, name, state, severity }) => `${group} ${name} ${state} ${severity}`,
  order: ({ state, group, name }) => [RULE_STATES.indexOf(String(state)), String(group), String(name)],
};

void suite('a list of a Prometheus server whose rows come and go is paged through with each row once, in order', () => {
  let prometheus: CannedPrometheus;
  let service: PagedService;
  before(async () => {
    prometheus = await startCanned(({ url }) => said[/\w+(?=$|\?)/.exec(url)?.[0] ?? '']);
    service = await startPagedService(['us-east-1'], prometheus.url);
  });
  after(async () => {
    await service.close();
    await prometheus.close();
  });

  void test('list_prometheus_metrics', () => checkList(service, metricNames, 10));
  void test('list_prometheus_labels', () => checkList(service, labelValues, 10));
  void test('find_prometheus_series', () => checkList(service, labelSets, 10));
  void test('list_prometheus_rules', () => checkList(service, rules, 10));
});
