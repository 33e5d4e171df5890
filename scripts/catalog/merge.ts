import type { AlarmFact, Facts, MetricFact } from './facts.ts';
import { inferStatistic, inferUnit } from './infer.ts';
import type { CatalogData, MetricData, NamespaceData } from '../../src/catalog/data.ts';
import type { OwnFacts } from './own.ts';

/** The sources, by what each is good for. */
export interface Sources {
  readonly own: OwnFacts;
  /** Units, statistics and alarms. */
  readonly awslabs: Facts;
  /** One statistic per metric, and dimension sets. */
  readonly spec: Facts;
  /** Names. */
  readonly grafana: Facts;
}

/** All that is known of one metric. */
interface Known {
  readonly awslabs?: MetricFact | undefined;
  readonly spec: readonly MetricFact[];
}

/** One catalogue of all the sources, sorted: our own facts first, then what the metric's documentation says, then its name. */
export function mergeFacts(sources: Sources): CatalogData {
  const named = new Map<string, Map<string, Known>>();
  const add = (namespace: string, name: string, change: (known: Known) => Known) => {
    const metrics = named.get(namespace) ?? new Map<string, Known>();
    const metric = name.trim();
    named.set(namespace, metrics.set(metric, change(metrics.get(metric) ?? { spec: [] })));
  };
  for (const { namespace, name } of sources.grafana.metrics) add(namespace, name, (known) => known);
  for (const [namespace, { metrics }] of Object.entries(sources.own.metrics)) {
    for (const { name } of metrics) add(namespace, name, (known) => known);
  }
  for (const fact of sources.spec.metrics) {
    add(fact.namespace, fact.name, (known) => ({ ...known, spec: [...known.spec, fact] }));
  }
  for (const fact of sources.awslabs.metrics) {
    add(fact.namespace, fact.name, (known) => ({ ...known, awslabs: fact }));
  }
  return Object.fromEntries(
    sorted(named.keys()).map((namespace) => [
      namespace,
      namespaceOf(namespace, named.get(namespace) ?? new Map(), sources),
    ]),
  );
}

function namespaceOf(namespace: string, metrics: ReadonlyMap<string, Known>, { own, grafana }: Sources): NamespaceData {
  const setsOf = new Map(
    [...metrics].map(([name, known]) => [name, dimensionSetsOf(namespace, name, known, own)] as const),
  );
  const keys = sorted(new Set([...setsOf.values()].flat().map((set) => set.join('\n'))));
  const dimensionNames = sorted(
    new Set([...(grafana.dimensionNames?.[namespace] ?? []), ...[...setsOf.values()].flat(2)]),
  );
  return {
    dimensionNames,
    dimensionSets: keys.map((key) => (key === '' ? [] : key.split('\n'))),
    metrics: Object.fromEntries(
      sorted(metrics.keys()).map((name) => [
        name,
        metricOf(
          namespace,
          name,
          metrics.get(name) ?? { spec: [] },
          (setsOf.get(name) ?? []).map((set) => keys.indexOf(set.join('\n'))),
          own,
        ),
      ]),
    ),
  };
}

function metricOf(namespace: string, name: string, known: Known, sets: readonly number[], own: OwnFacts): MetricData {
  const ours = own.metrics[namespace]?.metrics.find((metric) => metric.name === name);
  const unit = ours?.unit ?? known.awslabs?.unit;
  const inferredUnit = unit === undefined ? inferUnit(name) : undefined;
  const inferredStatistic = inferStatistic(name, unit ?? inferredUnit);
  const named = ours?.statistic ?? statisticOf(known, inferredStatistic);
  const statistic = named === 'Sum' && !isAdditive(name, unit ?? inferredUnit) ? undefined : named;
  const choose = own.thresholds[namespace]?.[name];
  const description = own.descriptions[namespace]?.[name] ?? ours?.description;
  return {
    ...(unit !== undefined && { unit }),
    ...(inferredUnit !== undefined && { inferredUnit }),
    ...(statistic === undefined ? { inferredStatistic } : { statistic }),
    ...(ours !== undefined && { periodSeconds: ours.periodSeconds ?? own.metrics[namespace]?.periodSeconds }),
    ...(sets.length > 0 && { sets: sets.toSorted((a, b) => a - b) }),
    ...((known.awslabs?.alarms ?? []).length > 0 && {
      alarms: known.awslabs?.alarms?.map((alarm) => alarmOf(alarm, choose)),
    }),
    ...(description !== undefined && { description }),
  };
}

/** The statistic that the sources agree on, or the best of what one of them names; undefined where none names any. */
function statisticOf({ awslabs, spec }: Known, inferred: string): string | undefined {
  const documented = awslabs?.statistics ?? [];
  const usual = spec.flatMap(({ statistics = [] }) => statistics);
  const isNamed = (statistic: string | undefined) =>
    statistic !== undefined && (documented.length === 0 || documented.some((name) => alike(name, statistic)));
  const best = [
    ...(usual.includes(inferred) ? [inferred] : usual),
    documented.length === 1 ? documented[0] : undefined,
    ...(awslabs?.alarms ?? []).map(({ statistic }) => statistic),
    ...(documented.length > 0 ? [inferred] : []),
  ].find(isNamed);
  return best ?? documented.find((statistic) => statistic !== 'Minimum') ?? documented[0];
}

/** Whether a total of such values says something: the sources name Sum for some latencies and shares as well. */
function isAdditive(name: string, unit: string | undefined): boolean {
  const isShare = unit === 'Percent' || (unit ?? '').endsWith('/Second');
  return !isShare && !/latency|(free|available)(able)?_?memory|(free|available)_?(storage|space)/i.test(name);
}

function alike(a: string, b: string): boolean {
  return a === b || (/^p\d/.test(a) && /^p\d/.test(b));
}

function alarmOf({ threshold, treatMissingData, dimensions, ...alarm }: AlarmFact, choose: string | undefined) {
  return {
    ...alarm,
    ...(threshold !== undefined && { threshold }),
    ...(choose !== undefined && { choose }),
    treatMissingData,
    dimensions: [...dimensions],
  };
}

function dimensionSetsOf(namespace: string, name: string, known: Known, own: OwnFacts): string[][] {
  const ours = own.metrics[namespace];
  const metric = ours?.metrics.find((one) => one.name === name);
  const sets =
    metric === undefined
      ? [
          ...known.spec.flatMap(({ dimensionSets = [] }) => dimensionSets),
          ...(known.awslabs?.alarms ?? []).map(({ dimensions }) => dimensions.map((text) => text.split('=')[0] ?? '')),
        ]
      : (metric.dimensions ?? ours?.dimensions ?? []);
  const keys = sorted(new Set(sets.map((set) => sorted(new Set(set)).join('\n'))));
  return keys.map((key) => (key === '' ? [] : key.split('\n')));
}

function sorted(names: Iterable<string>): string[] {
  return [...names].toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
