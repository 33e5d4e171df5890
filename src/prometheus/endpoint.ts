import type { Aws, Sign } from '../aws/aws.ts';
import type { PrometheusServer } from '../setting-parsers.ts';
import type { Source } from './sources.ts';

/** The part of AWS that PromQL needs: where its endpoints are, signatures for them, and how fast they may be asked. */
export type AwsEndpoints = Pick<Aws, 'signer' | 'endpoint'> & Partial<Pick<Aws, 'pacer'>>;

/** Where a source's requests go. `base` is the URL before `/api/v1`, without credentials and query. */
export interface Endpoint {
  readonly base: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly sign?: Sign | undefined;
}

/** Where to reach `source`; undefined for a server that is not configured. */
export async function endpointOf(
  source: Source,
  aws: AwsEndpoints,
  servers: readonly PrometheusServer[],
): Promise<Endpoint | undefined> {
  if (source.kind === 'prometheus') {
    const server = servers.find(({ name }) => name === source.name);
    return server && { base: serverBase(server), headers: basicAuth(server.url) };
  }
  if (source.kind === 'amp') {
    const url = await aws.endpoint('aps-workspaces', source.region);
    const base = `${withoutSlash(url)}/workspaces/${encodeURIComponent(source.workspaceId)}`;
    return { base, headers: {}, sign: aws.signer('aps', source.region) };
  }
  const url = await aws.endpoint('monitoring', source.region);
  return { base: withoutSlash(url), headers: {}, sign: aws.signer('monitoring', source.region) };
}

/** A server's URL as it may be shown: without user, password and query. */
export function serverBase(server: PrometheusServer): string {
  return withoutSlash(server.url);
}

function withoutSlash(url: URL): string {
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}

function basicAuth(url: URL): Record<string, string> {
  if (url.username === '' && url.password === '') return {};
  const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}
