import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import fc from 'fast-check';
import type { Metric } from '../../src/sandbox/world/types.ts';
import { TEST_NOW } from '../support/harness.ts';
import { startPagedService, type PagedService } from '../support/paged-service.ts';
import { anyName, asciiName, checkList, universe, type Listing } from '../support/walk-list.ts';
import { manyAlarms } from '../tools/alarms/many-alarms.ts';
import { groupOf } from '../tools/logs/logs-world.ts';

const REGIONS = ['us-east-1', 'eu-west-1'];
const HOUR = 3_600_000;

const region = fc.constantFrom(...REGIONS);

let service: PagedService;
before(async () => {
  service = await startPagedService(REGIONS);
});
after(() => service.close());

function inRegions<Row extends { region: string }>(
  key: 'logGroups' | 'workspaces',
  rows: readonly Row[],
  make: (row: Row) => unknown,
): void {
  for (const name of REGIONS) {
    service.lists.set(name, { [key]: rows.filter((row) => row.region === name).map(make) });
  }
}

interface Placed {
  readonly region: string;
  readonly name: string;
}
const placed = fc.record({ region, name: asciiName });
const placedName = ({ region: of, name }: Record<string, unknown>) => `${String(of)} ${String(name)}`;

const logGroups: Listing<Placed> = {
  tool: 'describe_log_groups',
  rows: universe(placed, placedName as never),
  args: fc.constantFrom({ region: 'all' }, { region: 'all', name_contains: 'B' }),
  asked: ({ name }, { name_contains: part = '' }) => name.toLowerCase().includes(String(part).toLowerCase()),
  show: (rows) => inRegions('logGroups', rows, ({ name }) => groupOf(name, [])),
  nameOf: placedName,
  name: placedName as never,
  order: (item) => [String(item['region']), String(item['name'])],
};

const STATES = ['ALARM', 'INSUFFICIENT_DATA', 'OK'];
/** Whether an alarm fires is in its name's length: a name that comes back has the state it had. */
const alarms: Listing<Placed> = {
  tool: 'describe_alarms',
  rows: universe(fc.record({ region, name: anyName }), placedName as never),
  args: fc.constantFrom({ region: 'all', state: 'all' }, {}),
  show: (rows) => {
    for (const name of REGIONS) {
      const fleet = manyAlarms(name, TEST_NOW, { firing: 1, fine: 1, dark: 1 });
      const alike = (row: Placed) => fleet.alarms.at(row.name.length % 3);
      const own = rows.filter((row) => row.region === name).map((row) => ({ ...alike(row), name: row.name }));
      service.lists.set(name, { metrics: fleet.metrics, alarms: own as never });
    }
  },
  nameOf: placedName,
  name: placedName as never,
  order: (item) => [STATES.indexOf(String(item['state'])), String(item['region']), String(item['name'])],
};

interface Stream {
  readonly name: string;
  readonly last: number | undefined;
}
const stream = fc.record({
  name: anyName.map((name) => name.replaceAll(':', '')),
  last: fc.constantFrom(undefined, 1, 2, 3).map((ago) => ago && TEST_NOW - ago * HOUR),
});
const streams: Listing<Stream> = {
  tool: 'filter_log_streams',
  rows: universe(stream, ({ name }) => name),
  args: fc.constantFrom({ group: 'app' }, { group: 'app', active_since: '-2h' }, { group: 'app', name_prefix: 'a' }),
  asked: ({ name, last }, { active_since: since, name_prefix: prefix = '' }) =>
    name.startsWith(String(prefix)) && (since === undefined || (last ?? 0) >= TEST_NOW - 2 * HOUR),
  show: (rows) => {
    const all = rows.map(({ name, last }) => ({
      name,
      creationTime: TEST_NOW - 9 * HOUR,
      lastEventTimestamp: () => last,
    }));
    service.lists.set('us-east-1', { logGroups: [groupOf('app', [], { streams: all })] });
  },
  nameOf: ({ name }) => String(name),
  name: ({ name }) => name,
  order: ({ lastEvent, name }) => [typeof lastEvent === 'string' ? -Date.parse(lastEvent) : 0, String(name)],
};

const streamsByName: Listing<Stream> = {
  ...streams,
  args: fc.constant({ group: 'app', order_by: 'name' }),
  order: ({ name }) => [String(name)],
};

interface Series {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
}
const seriesOf = (namespaces: readonly string[], metricNames: readonly string[]) =>
  fc.record({
    namespace: fc.constantFrom(...namespaces),
    metricName: fc.constantFrom(...metricNames),
    dimensions: fc.dictionary(fc.constantFrom('A', 'a', 'B'), fc.constantFrom('1', '2', '10', 'z'), { maxKeys: 3 }),
  });
const MANY = ['App', 'app', 'AWS/EC2', 'AWS/ec2', 'Z', '_', '5xx'];
const asMetric = (row: Series): Metric => ({
  ...row,
  unit: 'None',
  periodSeconds: 300,
  at: () => ({ sum: 1, min: 1, max: 1, count: 1, samples: [1] }),
});
const sorted = (dimensions: Readonly<Record<string, string>>) =>
  Object.entries(dimensions)
    .map(([name, value]) => `${name}=${value}`)
    .toSorted();

/** The rows of list_metrics are groups of series: one is there as long as one of its series is. */
function metricsListing(
  series: fc.Arbitrary<Series>,
  args: Readonly<Record<string, unknown>>,
  parts: (one: { namespace: string; metricName: string; sets: string; dimensions: string }) => string[],
): Listing<Series> {
  const nameOf = (item: Readonly<Record<string, unknown>>) => {
    const { namespace, metricName, dimensionSets, dimensions } = item as { [key: string]: string } & {
      dimensionSets?: string[][];
      dimensions?: string[];
    };
    const sets = (dimensionSets?.[0] ?? []).join(' ');
    return parts({
      namespace: namespace ?? '',
      metricName: metricName ?? '',
      sets,
      dimensions: (dimensions ?? []).join(' '),
    });
  };
  const ofSeries = ({ namespace, metricName, dimensions }: Series) => {
    const texts = sorted(dimensions);
    return parts({
      namespace,
      metricName,
      sets: Object.keys(dimensions).toSorted().join(' '),
      dimensions: texts.join(' '),
    });
  };
  return {
    tool: 'list_metrics',
    rows: universe(series, (one) => JSON.stringify([one.namespace, one.metricName, sorted(one.dimensions)])),
    args: fc.constant(args),
    asked: ({ namespace, metricName, dimensions }) =>
      (args['namespace'] === undefined || namespace === args['namespace']) &&
      (args['metric_name'] === undefined || metricName === args['metric_name']) &&
      (args['dimensions'] === undefined || 'A' in dimensions),
    show: (rows) => service.lists.set('us-east-1', { metrics: rows.map(asMetric) }),
    nameOf: (item) => nameOf(item).join('|'),
    name: (one) => ofSeries(one).join('|'),
    order: nameOf,
  };
}

interface Workspace {
  readonly region: string;
  readonly name: string;
  readonly alias: string | undefined;
}
const workspaces: Listing<Workspace> = {
  tool: 'list_prometheus_workspaces',
  rows: universe(
    fc.record({
      region,
      name: fc.integer({ min: 1, max: 99 }).map((n) => `ws-${n}`),
      alias: fc.option(anyName, { nil: undefined }),
    }),
    ({ region: of, name }) => `amp:${of}/${name}`,
  ),
  args: fc.constant({ region: 'all' }),
  show: (rows) =>
    inRegions('workspaces', rows, ({ name, alias }) => ({
      workspaceId: name,
      alias,
      status: 'ACTIVE',
      createdAt: TEST_NOW,
    })),
  nameOf: ({ id }) => String(id),
  name: ({ region: of, name }) => `amp:${of}/${name}`,
  order: (item) => ['kind', 'region', 'alias', 'id'].map((part) => (item[part] ?? '') as string),
};

void suite('a list whose rows come and go is paged through with each row once, in order', () => {
  void test('describe_log_groups', () => checkList(service, logGroups, 25, true));
  void test('describe_alarms', () => checkList(service, alarms, 15));
  void test('filter_log_streams', () => checkList(service, streams, 30));
  void test('filter_log_streams by name', () => checkList(service, streamsByName, 20, true));
  void test('list_prometheus_workspaces', () => checkList(service, workspaces, 10));
  const load = { namespace: 'App', metric_name: 'Load' };
  const metrics = {
    namespaces: metricsListing(seriesOf(MANY, ['Load']), {}, ({ namespace }) => [namespace]),
    metrics: metricsListing(seriesOf(['App', 'app'], MANY), { dimensions: ['A'] }, (one) => [
      one.namespace,
      one.metricName,
    ]),
    'dimension sets': metricsListing(seriesOf(['App'], ['Load']), load, ({ sets }) => [sets]),
    series: metricsListing(seriesOf(['App'], ['Load']), { ...load, dimensions: ['A'] }, ({ dimensions }) => [
      dimensions,
    ]),
  };
  for (const [kind, listing] of Object.entries(metrics)) {
    void test(`list_metrics: ${kind}`, () => checkList(service, listing, 15));
  }
});

void test('alarms that become too many on the way do not end a list that was begun with those that are OK', async () => {
  const show = (fine: number) => service.lists.set('us-east-1', manyAlarms('us-east-1', TEST_NOW, { firing: 1, fine }));
  const manners = { maxPage: 10, emptyEvery: 0, budgetTokens: 5_400, patience: Infinity };
  service.lists.clear();
  show(49);
  const first = await service.ask('describe_alarms', { limit: 10 }, manners);
  show(60);
  const second = await service.ask('describe_alarms', { limit: 50, cursor: first.structured?.cursor }, manners);
  assert.equal(first.structured?.items.length, 10);
  assert.equal(second.structured?.items.length, 50);
  assert.ok(second.structured.cursor !== undefined);
});
