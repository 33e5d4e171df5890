import type { Labels } from '../analysis/label-sets.ts';
import { ToolError } from '../errors.ts';
import type { Window } from '../model.ts';
import type { PrometheusServer } from '../setting-parsers.ts';
import { SharedReads } from '../shared-reads.ts';
import { observed, UNOBSERVED, type UpstreamObserver, type UpstreamTarget } from '../upstream-call.ts';
import { endpointOf, serverBase, type AwsEndpoints } from './endpoint.ts';
import type { Asked } from './errors.ts';
import { labelInPath } from './label-names.ts';
import { samplesAllowed, sendMetered } from './metered-send.ts';
import { parseMetadata, type MetricMetadata } from './metadata.ts';
import { parseNames, parseQueryResult, parseSeries, type QueryResult } from './parse.ts';
import { probeServer, type ServerState } from './probe.ts';
import { send, type Reply, type Request } from './request.ts';
import { parseRules, type Rule } from './rules.ts';
import { capabilities, type Source } from './sources.ts';

/** Label names, label values and metric metadata change slowly: their answers are shared for this long. */
const SLOW_LIST_TTL_MS = 60_000;

/** Which series a list is about: a selector, and the window in which they had samples (epoch milliseconds). */
export interface SeriesScope {
  readonly match?: string | undefined;
  readonly window?: Window | undefined;
}

/**
 * The PromQL sources a tool may ask. Every method rejects with a `ToolError` that says what to do, or with the signal's
 * reason; identical concurrent questions are sent once. Times are epoch milliseconds.
 */
export interface Prometheus {
  /** The sources of the configuration: `prometheus:<name>`. AMP and CloudWatch ones are found by asking AWS. */
  readonly configured: readonly string[];
  /** The servers of the configuration; `base` is fit to be shown. */
  readonly servers: readonly { readonly name: string; readonly base: string }[];
  query(source: Source, question: { query: string; time: number }, signal: AbortSignal): Promise<Reply<QueryResult>>;
  /** Both ends are included, as in the API. */
  queryRange(
    source: Source,
    question: { query: string; start: number; end: number; stepMs: number },
    signal: AbortSignal,
  ): Promise<Reply<QueryResult>>;
  series(source: Source, scope: SeriesScope & { match: string }, signal: AbortSignal): Promise<Reply<Labels[]>>;
  labelNames(source: Source, scope: SeriesScope, signal: AbortSignal): Promise<Reply<string[]>>;
  labelValues(source: Source, label: string, scope: SeriesScope, signal: AbortSignal): Promise<Reply<string[]>>;
  /** By metric name; a metric may have several, from different targets. */
  metadata(source: Source, signal: AbortSignal): Promise<Reply<Readonly<Record<string, MetricMetadata>>>>;
  rules(source: Source, signal: AbortSignal): Promise<Reply<Rule[]>>;
  /** Whether a configured server answers, within two seconds; never rejects but by the signal. */
  probe(name: string, signal: AbortSignal): Promise<ServerState>;
}

/**
 * @param aws signatures and endpoints for `amp:` and `cloudwatch:` sources: the AWS gateway is one
 * @param servers the plain servers of the configuration, for `prometheus:` sources
 */
export function createPrometheus(services: {
  readonly aws: AwsEndpoints;
  readonly servers: readonly PrometheusServer[];
  /** Where answers are kept together with those of others, and whose the answers of AWS's sources are. */
  readonly shared?: { readonly reads: SharedReads; readonly as: string } | undefined;
  /** Told of every call to a source. */
  readonly observer?: UpstreamObserver | undefined;
}): Prometheus {
  const { aws, servers, shared, observer = UNOBSERVED } = services;
  const reads = shared?.reads ?? new SharedReads();

  async function ask<T>(
    asked: Asked,
    request: Request,
    parse: (data: unknown) => T,
    signal: AbortSignal,
    ttlMs = 0,
  ): Promise<Reply<T>> {
    const endpoint = await endpointOf(asked.source, aws, servers);
    if (endpoint === undefined) throw new ToolError('not_found', `There is no source ${asked.source.id}.`);
    const whose = asked.source.kind === 'prometheus' ? undefined : shared?.as;
    const key = JSON.stringify(['promql', asked.source.id, request, whose]);
    const target = targetOf(asked.source, request.path);
    const metered = (own: AbortSignal) =>
      sendMetered(asked, aws, parse, own, (measuring) =>
        observed(observer, target, own, (tally) => send(endpoint, request, measuring, asked, own, tally)),
      );
    return reads.read(key, metered, {
      signal,
      ttlMs,
      asked: asked.source.id,
      told: (how) => observer.shared(how, target),
    });
  }

  function list<T>(
    source: Source,
    api: 'series' | 'labels',
    path: string,
    scope: SeriesScope,
    parse: (data: unknown) => T,
    signal: AbortSignal,
  ) {
    // The path of label values is the only one that is not open to POST.
    const method = path.startsWith('/api/v1/label/') ? 'GET' : 'POST';
    const ttlMs = api === 'labels' ? SLOW_LIST_TTL_MS : 0;
    return ask(
      { source, api, query: scope.match },
      { method, path, params: scopeParams(source, scope) },
      parse,
      signal,
      ttlMs,
    );
  }

  return {
    configured: servers.map(({ name }) => `prometheus:${name}`),
    servers: servers.map((server) => ({ name: server.name, base: serverBase(server) })),
    query: (source, { query, time }, signal) => {
      const params = [['query', query], ['time', seconds(time)], ...queryLimits(source)] as const;
      return ask(
        { source, api: 'query', query },
        { method: 'POST', path: '/api/v1/query', params },
        parseQueryResult,
        signal,
      );
    },
    queryRange: (source, { query, start, end, stepMs }, signal) => {
      const range = [
        ['start', seconds(start)],
        ['end', seconds(end)],
        ['step', seconds(stepMs)],
      ] as const;
      const params = [['query', query], ...range, ...queryLimits(source)] as const;
      return ask(
        { source, api: 'query', query },
        { method: 'POST', path: '/api/v1/query_range', params },
        parseQueryResult,
        signal,
      );
    },
    series: (source, scope, signal) => list(source, 'series', '/api/v1/series', scope, parseSeries, signal),
    labelNames: (source, scope, signal) => list(source, 'labels', '/api/v1/labels', scope, parseNames, signal),
    labelValues: (source, label, scope, signal) => {
      const path = `/api/v1/label/${encodeURIComponent(labelInPath(label))}/values`;
      return list(source, 'labels', path, scope, parseNames, signal);
    },
    metadata: (source, signal) =>
      ask(
        { source, api: 'metadata' },
        { method: 'GET', path: '/api/v1/metadata', params: [] },
        parseMetadata,
        signal,
        SLOW_LIST_TTL_MS,
      ),
    rules: (source, signal) =>
      ask({ source, api: 'rules' }, { method: 'GET', path: '/api/v1/rules', params: [] }, parseRules, signal),
    probe: async (name, signal) => {
      const endpoint = await endpointOf({ kind: 'prometheus', id: `prometheus:${name}`, name }, aws, servers);
      if (endpoint === undefined) throw new ToolError('not_found', `There is no server prometheus:${name}.`);
      return probeServer(endpoint, signal, observer);
    },
  };
}

const SERVICES = { amp: 'aps', cloudwatch: 'monitoring', prometheus: 'prometheus' } as const;

/** The operation by its path: a label's name in it is the caller's. */
function targetOf(source: Source, path: string): UpstreamTarget {
  return {
    service: SERVICES[source.kind],
    operation: path.startsWith('/api/v1/label/') ? 'label_values' : path.replace('/api/v1/', ''),
    region: source.kind === 'prometheus' ? undefined : source.region,
  };
}

function scopeParams(source: Source, { match, window }: SeriesScope): [string, string][] {
  const { listLimit } = capabilities(source);
  return [
    ...(match === undefined ? [] : ([['match[]', match]] as [string, string][])),
    ...(window === undefined
      ? []
      : ([
          ['start', seconds(window.start)],
          ['end', seconds(window.end)],
        ] as [string, string][])),
    ...(listLimit === undefined ? [] : ([['limit', String(listLimit)]] as [string, string][])),
  ];
}

function queryLimits(source: Source): [string, string][] {
  const { queryLimit, maxSamplesProcessed } = capabilities(source);
  return [
    // CloudWatch documents no statistics; to Prometheus and AMP they cost a few counters.
    ...(source.kind === 'cloudwatch' ? [] : ([['stats', 'all']] as [string, string][])),
    ...(queryLimit === undefined ? [] : ([['limit', String(queryLimit)]] as [string, string][])),
    ...(maxSamplesProcessed === undefined
      ? []
      : ([['max_samples_processed_error_threshold', String(samplesAllowed(maxSamplesProcessed))]] as [
          string,
          string,
        ][])),
  ];
}

/** Seconds with milliseconds behind the point, as the API takes them. */
function seconds(ms: number): string {
  return String(ms / 1000);
}
