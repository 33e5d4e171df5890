import { ListWorkspacesCommand, type WorkspaceSummary } from '@aws-sdk/client-amp';
import type { Aws } from './aws.ts';

/** An AMP workspace. `created` is epoch milliseconds; `status` is `ACTIVE`, `CREATING`, `UPDATING`, `DELETING` or `CREATION_FAILED`. */
export interface Workspace {
  readonly region: string;
  readonly id: string;
  readonly alias?: string | undefined;
  readonly status: string;
  readonly created?: number | undefined;
}

/** Workspaces come and go rarely: a list is shared for this long. */
const WORKSPACES_TTL_MS = 60_000;
/** Largest page the API gives: its default is 100 too. */
const PAGE_SIZE = 100;

/** All workspaces of a region, by alias, then id. @throws ToolError of the gateway */
export async function listWorkspaces(aws: Aws, region: string, signal: AbortSignal): Promise<Workspace[]> {
  const found: Workspace[] = [];
  let token: string | undefined;
  do {
    const command = new ListWorkspacesCommand({
      maxResults: PAGE_SIZE,
      ...(token !== undefined && { nextToken: token }),
    });
    const page = await aws.amp(region, command, { signal, ttlMs: WORKSPACES_TTL_MS });
    found.push(...(page.workspaces ?? []).map((summary) => toWorkspace(region, summary)));
    token = page.nextToken;
  } while (token !== undefined && token !== '');
  return found.toSorted((a, b) => compare(a.alias ?? '', b.alias ?? '') || compare(a.id, b.id));
}

function toWorkspace(region: string, summary: WorkspaceSummary): Workspace {
  return {
    region,
    id: summary.workspaceId ?? '',
    alias: summary.alias,
    status: summary.status?.statusCode ?? 'UNKNOWN',
    created: summary.createdAt?.getTime(),
  };
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
