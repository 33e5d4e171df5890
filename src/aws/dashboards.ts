import { GetDashboardCommand, ListDashboardsCommand } from '@aws-sdk/client-cloudwatch';
import type { Aws } from './aws.ts';

/** Dashboards change seldom. */
const DASHBOARDS_TTL_MS = 60_000;

export interface DashboardEntry {
  readonly name: string;
  readonly modifiedAt: number | undefined;
  readonly bytes: number;
}

export interface DashboardList {
  readonly dashboards: readonly DashboardEntry[];
  /** Whether the list was read to its end. */
  readonly complete: boolean;
}

/**
 * The dashboards of an account, by name, page by page until `goOn` says stop. They are the account's, whatever region is asked.
 */
export async function readDashboards(
  aws: Aws,
  region: string,
  prefix: string | undefined,
  options: { signal: AbortSignal; goOn: () => boolean },
): Promise<DashboardList> {
  const dashboards: DashboardEntry[] = [];
  let token: string | undefined;
  do {
    const command = new ListDashboardsCommand({
      ...(prefix !== undefined && { DashboardNamePrefix: prefix }),
      ...(token !== undefined && { NextToken: token }),
    });
    const page = await aws.cloudwatch(region, command, { signal: options.signal, ttlMs: DASHBOARDS_TTL_MS });
    for (const { DashboardName = '', LastModified, Size = 0 } of page.DashboardEntries ?? []) {
      dashboards.push({ name: DashboardName, modifiedAt: LastModified?.getTime(), bytes: Size });
    }
    token = page.NextToken;
  } while (token !== undefined && token !== '' && options.goOn());
  return { dashboards, complete: token === undefined || token === '' };
}

/**
 * The body of a dashboard: JSON, as whoever made it has written it.
 * @throws ToolError not_found
 */
export async function readDashboardBody(
  aws: Aws,
  region: string,
  name: string,
  options: { signal: AbortSignal },
): Promise<string> {
  const command = new GetDashboardCommand({ DashboardName: name });
  const { DashboardBody = '' } = await aws.cloudwatch(region, command, { ...options, ttlMs: DASHBOARDS_TTL_MS });
  return DashboardBody;
}
