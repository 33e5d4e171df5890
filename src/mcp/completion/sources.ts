import type { Output } from '../../tools/define.ts';
import type { Resource } from '../resources/uri.ts';

/** A value, and what else it is known by. */
export interface Candidate {
  readonly value: string;
  readonly also?: string | undefined;
}

/** Where values of an argument come from. */
export interface Source {
  readonly tool: string;
  /** Of everything; as many as the tool gives. */
  readonly all: Readonly<Record<string, unknown>>;
  /** Of what is like a value, where everything is more than the tool gives. */
  readonly like?: (value: string) => Record<string, unknown>;
  readonly pick: (items: Output['items']) => Candidate[];
}

const byName = (items: Output['items']) => (items as { name: string }[]).map(({ name }) => ({ value: name }));

/** By argument of prompts; `dashboard` is one of resources alone. */
export const SOURCES = {
  alarm: {
    tool: 'describe_alarms',
    // Those in ALARM come first.
    all: { state: 'all', hide_autoscaling: false, limit: 500 },
    like: (value) => ({ name_prefix: value }),
    pick: byName,
  },
  log_group: {
    tool: 'describe_log_groups',
    all: { limit: 1_000 },
    like: (value) => ({ name_contains: value }),
    pick: byName,
  },
  namespace: {
    tool: 'list_metrics',
    all: { limit: 500 },
    pick: (items) => (items as { namespace: string }[]).map(({ namespace }) => ({ value: namespace })),
  },
  source: {
    tool: 'list_prometheus_workspaces',
    all: { limit: 500 },
    pick: (items) => (items as { id: string; alias?: string }[]).map(({ id, alias }) => ({ value: id, also: alias })),
  },
  dashboard: {
    tool: 'list_dashboards',
    all: { limit: 1_000 },
    like: (value) => ({ name_contains: value }),
    pick: byName,
  },
} as const satisfies Readonly<Record<string, Source>>;
export type SourceName = keyof typeof SOURCES;

/** What the name of a resource completes from; the catalogue needs no read. */
export const SOURCE_OF_KIND: Readonly<Partial<Record<Resource['kind'], SourceName>>> = {
  alarms: 'alarm',
  'log-groups': 'log_group',
  dashboards: 'dashboard',
};

export function isSource(name: string): name is SourceName {
  return Object.hasOwn(SOURCES, name);
}
