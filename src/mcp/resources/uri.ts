/**
 * What a resource of this server is: one thing of a region and account, a dashboard, which no region has, a namespace of the
 * catalogue, or what fires now.
 */
export type Resource =
  | { readonly kind: 'firing' }
  | { readonly kind: 'catalog'; readonly name: string }
  /** Accounts by alias. */
  | { readonly kind: 'dashboards'; readonly name: string; readonly account?: string | undefined }
  | {
      readonly kind: 'alarms' | 'log-groups';
      readonly region: string;
      readonly name: string;
      readonly account?: string | undefined;
    };

export const FIRING_URI = 'cloudwatch://alarms';

/** The longest name of a log group has 512 characters, of three bytes each at most, and three letters for each byte. */
const MAX_CHARS = 5_000;

const SHAPE = /^cloudwatch:\/\/(?<host>[^/?#]+)(?:\/(?<path>[^?#]*))?(?:\?account=(?<account>[^&#]+))?$/is;
const PLACED = /^(?<kind>alarms|log-groups)\/(?<name>.+)$/s;

/** Names are percent-encoded as RFC 6570 expands `{name}`, slashes too. */
export function uriOf(resource: Resource): string {
  if (resource.kind === 'firing') return FIRING_URI;
  const name = encoded(resource.name);
  const account = 'account' in resource && resource.account !== undefined ? encoded(resource.account) : undefined;
  const of = account === undefined ? '' : `?account=${account}`;
  if ('region' in resource) return `cloudwatch://${encoded(resource.region)}/${resource.kind}/${name}${of}`;
  return `cloudwatch://${resource.kind}/${name}${of}`;
}

/** undefined where the text is no URI of a resource here. Slashes of a name may stand as they are: people write them so. */
export function parseUri(uri: string): Resource | undefined {
  const parts = uri.length > MAX_CHARS ? undefined : SHAPE.exec(uri)?.groups;
  const host = decoded(parts?.['host']);
  if (parts === undefined || host === undefined) return undefined;
  const path = parts['path'] ?? '';
  const account = decoded(parts['account']);
  // A resource is one thing of one place.
  if (host === 'all' || account === 'all' || (parts['account'] !== undefined && account === undefined))
    return undefined;
  const of = account === undefined ? {} : { account };
  switch (host) {
    case 'alarms':
      return path === '' && account === undefined ? { kind: 'firing' } : undefined;
    case 'catalog': {
      const name = decoded(path);
      return name && account === undefined ? { kind: 'catalog', name } : undefined;
    }
    case 'dashboards': {
      const name = decoded(path);
      return name ? { kind: 'dashboards', name, ...of } : undefined;
    }
    default: {
      const placed = PLACED.exec(path)?.groups;
      const name = decoded(placed?.['name']);
      const kind = placed?.['kind'] as 'alarms' | 'log-groups';
      return name === undefined ? undefined : { kind, region: host, name, ...of };
    }
  }
}

/** Half a character (a lone surrogate) has no encoding. */
function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

function decoded(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
