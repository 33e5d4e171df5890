import { ToolError } from '../errors.ts';

/** What answers PromQL: an AMP workspace, CloudWatch in a region, or a server from the configuration. */
export type Source =
  | { readonly kind: 'amp'; readonly id: string; readonly region: string; readonly workspaceId: string }
  | { readonly kind: 'cloudwatch'; readonly id: string; readonly region: string }
  | { readonly kind: 'prometheus'; readonly id: string; readonly name: string };

export const SOURCE_FORMS = 'amp:<region>/<workspace id>, cloudwatch:<region> or prometheus:<name>';

export function ampSource(region: string, workspaceId: string): Source {
  return { kind: 'amp', id: `amp:${region}/${workspaceId}`, region, workspaceId };
}

export function cloudwatchSource(region: string): Source {
  return { kind: 'cloudwatch', id: `cloudwatch:${region}`, region };
}

export function serverSource(name: string): Source {
  return { kind: 'prometheus', id: `prometheus:${name}`, name };
}

/** The source that an id names, whether it exists or not; undefined where the text is no such id. */
export function parseSourceId(id: string): Source | undefined {
  const amp = /^amp:([a-z0-9-]+)\/([A-Za-z0-9_-]{1,128})$/.exec(id);
  if (amp?.[1] !== undefined && amp[2] !== undefined) return ampSource(amp[1], amp[2]);
  const cloudwatch = /^cloudwatch:([a-z0-9-]+)$/.exec(id);
  if (cloudwatch?.[1] !== undefined) return cloudwatchSource(cloudwatch[1]);
  const server = /^prometheus:(.+)$/.exec(id);
  return server?.[1] === undefined ? undefined : serverSource(server[1]);
}

/**
 * What a kind of source can be asked. AMP: "Prometheus-compatible APIs" of its user guide, which document no `limit`.
 * CloudWatch: "Prometheus-compatible APIs" and "PromQL limits and restrictions" of its user guide. Plain servers: the
 * HTTP API page; versions without `limit` ignore it.
 */
export interface Capabilities {
  /** The most series `limit` may ask of query and query_range; undefined where the parameter is not documented. */
  readonly queryLimit: number | undefined;
  /** The same for series, label names and label values. */
  readonly listLimit: number | undefined;
  /** AMP's own cap: a query that processes more samples is refused and not billed. */
  readonly maxSamplesProcessed: number | undefined;
  readonly metadata: boolean;
  readonly rules: boolean;
  /** The longest window of a range query, milliseconds. */
  readonly maxRangeMs: number | undefined;
  /** The IAM actions that each API needs. */
  readonly actions: Readonly<Record<Api, readonly string[]>>;
}

export type Api = 'query' | 'series' | 'labels' | 'metadata' | 'rules';

const NO_ACTIONS = { query: [], series: [], labels: [], metadata: [], rules: [] } as const;

const CAPABILITIES: Readonly<Record<Source['kind'], Capabilities>> = {
  amp: {
    queryLimit: undefined,
    listLimit: undefined,
    maxSamplesProcessed: 500_000_000,
    metadata: true,
    rules: true,
    maxRangeMs: undefined,
    actions: {
      query: ['aps:QueryMetrics'],
      series: ['aps:GetSeries'],
      labels: ['aps:GetLabels'],
      metadata: ['aps:GetMetricMetadata'],
      rules: ['aps:ListRules'],
    },
  },
  cloudwatch: {
    queryLimit: 500,
    listLimit: 10_000,
    maxSamplesProcessed: undefined,
    metadata: false,
    rules: false,
    maxRangeMs: 7 * 86_400_000,
    actions: {
      query: ['cloudwatch:GetMetricData', 'cloudwatch:ListMetrics'],
      series: ['cloudwatch:ListMetrics'],
      labels: ['cloudwatch:ListMetrics'],
      metadata: [],
      rules: [],
    },
  },
  prometheus: {
    queryLimit: 10_000,
    listLimit: 50_000,
    maxSamplesProcessed: undefined,
    metadata: true,
    rules: true,
    maxRangeMs: undefined,
    actions: NO_ACTIONS,
  },
};

export function capabilities(source: Source): Capabilities {
  return CAPABILITIES[source.kind];
}

/** @throws ToolError invalid_input where the source has no such endpoint, naming what to use instead */
export function requireApi(source: Source, api: 'metadata' | 'rules', instead: string): void {
  if (capabilities(source)[api]) return;
  throw new ToolError('invalid_input', `${source.id} has no ${api} endpoint (CloudWatch PromQL has none). ${instead}`);
}
