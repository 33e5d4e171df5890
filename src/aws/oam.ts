import type { Aws } from './aws.ts';

/** Links are made by operators, seldom. */
const LINKS_TTL_MS = 5 * 60_000;
/** Pages of 100 that are read at most: a sink may have 100,000 links. */
const MAX_PAGES = 5;
const PAGE_SIZE = 100;

/** What one account shares with another, as one of them sees it. */
export interface Link {
  readonly region: string;
  /** The other account: the source as its monitoring account sees it, or the other way round. */
  readonly account: string;
  readonly label: string;
  /** `AWS::CloudWatch::Metric`, `AWS::Logs::LogGroup` … */
  readonly resourceTypes: readonly string[];
}

interface Page<Item> {
  readonly Items?: readonly Item[];
  readonly NextToken?: string;
}

interface LinkItem {
  readonly LinkArn?: string;
  readonly SinkArn?: string;
  readonly Label?: string;
  readonly ResourceTypes?: readonly string[];
}

/** The accounts whose data this one sees in a region as a monitoring account; none where it is no such. @throws ToolError of the gateway */
export async function sourceLinks(aws: Aws, region: string, signal: AbortSignal): Promise<Link[]> {
  const sinks = await all<{ Arn?: string }>(aws, region, 'ListSinks', {}, signal);
  const links = await Promise.all(
    sinks.map(({ Arn }) => all<LinkItem>(aws, region, 'ListAttachedLinks', { SinkIdentifier: Arn }, signal)),
  );
  return links.flat().map((item) => toLink(region, item, item.LinkArn));
}

/** The monitoring accounts that see this one's data in a region. @throws ToolError of the gateway */
export async function monitoringLinks(aws: Aws, region: string, signal: AbortSignal): Promise<Link[]> {
  const links = await all<LinkItem>(aws, region, 'ListLinks', {}, signal);
  return links.map((item) => toLink(region, item, item.SinkArn));
}

function toLink(
  region: string,
  { Label: label = '', ResourceTypes: types = [] }: LinkItem,
  arn: string | undefined,
): Link {
  return { region, account: arn?.split(':')[4] ?? '', label, resourceTypes: types };
}

async function all<Item>(
  aws: Aws,
  region: string,
  operation: Parameters<Aws['oam']>[1],
  input: object,
  signal: AbortSignal,
): Promise<Item[]> {
  const items: Item[] = [];
  let next: string | undefined;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const asked = { ...input, MaxResults: PAGE_SIZE, ...(next !== undefined && { NextToken: next }) };
    const page = await aws.oam<Page<Item>>(region, operation, asked, { signal, ttlMs: LINKS_TTL_MS });
    items.push(...(page.Items ?? []));
    next = page.NextToken;
    if (next === undefined || next === '') break;
  }
  return items;
}
