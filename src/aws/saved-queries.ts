import { DescribeQueryDefinitionsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { Aws } from './aws.ts';

/** Saved queries change seldom. */
const QUERIES_TTL_MS = 60_000;
/** What DescribeQueryDefinitions gives a page at most. */
const QUERIES_PER_PAGE = 1_000;

export interface QueryParameter {
  readonly name: string;
  /** Taken where none is given. */
  readonly value: string | undefined;
  readonly description: string | undefined;
}

export interface SavedQuery {
  readonly id: string;
  /** Folders before slashes. */
  readonly name: string;
  readonly query: string;
  /** Undefined: Logs Insights QL. */
  readonly language: 'PPL' | 'SQL' | undefined;
  /** Names or ARNs; none where whoever runs it chooses. */
  readonly groups: readonly string[];
  /** What stands for `{{name}}` in the query. */
  readonly parameters: readonly QueryParameter[];
  readonly modifiedAt: number | undefined;
}

/** The queries that people have saved in a region, page by page until `goOn` says stop. */
export async function readSavedQueries(
  aws: Aws,
  region: string,
  prefix: string | undefined,
  options: { signal: AbortSignal; goOn: () => boolean },
): Promise<{ queries: SavedQuery[]; complete: boolean }> {
  const queries: SavedQuery[] = [];
  let nextToken: string | undefined;
  do {
    const command = new DescribeQueryDefinitionsCommand({
      maxResults: QUERIES_PER_PAGE,
      ...(prefix !== undefined && { queryDefinitionNamePrefix: prefix }),
      ...(nextToken !== undefined && { nextToken }),
    });
    const page = await aws.logs(region, command, { signal: options.signal, ttlMs: QUERIES_TTL_MS });
    for (const saved of page.queryDefinitions ?? []) {
      const language = saved.queryLanguage;
      queries.push({
        id: saved.queryDefinitionId ?? '',
        name: saved.name ?? '',
        query: saved.queryString ?? '',
        language: language === 'PPL' || language === 'SQL' ? language : undefined,
        groups: saved.logGroupNames ?? [],
        parameters: (saved.parameters ?? []).map(({ name = '', defaultValue, description }) => ({
          name,
          value: defaultValue,
          description,
        })),
        modifiedAt: saved.lastModified,
      });
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined && options.goOn());
  return { queries, complete: nextToken === undefined };
}
