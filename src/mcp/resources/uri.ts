/** What a resource of this server is: one thing of a region and account, a namespace of the catalogue, or what fires now. */
export type Resource =
  | { readonly kind: 'firing' }
  | { readonly kind: 'catalog'; readonly name: string }
  | {
      readonly kind: 'alarms' | 'log-groups' | 'dashboards';
      readonly region: string;
      readonly name: string;
      /** An alias. */
      readonly account?: string | undefined;
    };

export const FIRING_URI = 'cloudwatch://alarms';

/** The longest name of a log group has 512 characters, of three bytes each at most, and three letters for each byte. */
const MAX_CHARS = 5_000;

const SHAPE = /^cloudwatch:\/\/(?<host>[^/?#]+)(?:\/(?<path>[^?#]*))?(?:\?account=(?<account>[^&#]+))?$/is;
const PLACED = /^(?<kind>alarms|log-groups|dashboards)\/(?<name>.+)$/s;

/** Names are percent-encoded as RFC 6570 expands `{name}`, slashes too. */
export function uriOf(resource: Resource): string {
  if (resource.kind === 'firing') return FIRING_URI;
  if (resource.kind === 'catalog') return `cloudwatch://catalog/${encoded(resource.name)}`;
  const { kind, region, name, account } = resource;
  const of = account === undefined ? '' : `?account=${encoded(account)}`;
  return `cloudwatch://${encoded(region)}/${kind}/${encoded(name)}${of}`;
}

/** undefined where the text is no URI of a resource here. Slashes of a name may stand as they are: people write them so. */
export function parseUri(uri: string): Resource | undefined {
  const parts = uri.length > MAX_CHARS ? undefined : SHAPE.exec(uri)?.groups;
  const host = decoded(parts?.['host']);
  if (parts === undefined || host === undefined) return undefined;
  const path = parts['path'] ?? '';
  const account = decoded(parts['account']);
  if (parts['account'] !== undefined && account === undefined) return undefined;
  if (host === 'alarms') return path === '' && account === undefined ? { kind: 'firing' } : undefined;
  if (host === 'catalog') {
    const name = decoded(path);
    return name && account === undefined ? { kind: 'catalog', name } : undefined;
  }
  const placed = PLACED.exec(path)?.groups;
  const name = decoded(placed?.['name']);
  // A resource is one thing of one place.
  if (name === undefined || host === 'all' || account === 'all') return undefined;
  const kind = placed?.['kind'] as 'alarms' | 'log-groups' | 'dashboards';
  return { kind, region: host, name, ...(account !== undefined && { account }) };
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
