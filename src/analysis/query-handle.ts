/** One query of those that were started together. */
export interface StartedQuery {
  /** The account's alias; undefined where none are configured. */
  readonly account: string | undefined;
  readonly region: string;
  /** AWS's own id. */
  readonly queryId: string;
  /** Rows that the query was held to beside its text: AWS does not tell that of a query afterwards. */
  readonly limit?: number | undefined;
}

const PART = /^(?:([^~+#\s]{1,64})~)?([a-z]{2}(?:-[a-z]+)+-\d)~([\w-]{1,256})(?:@(\d{1,5}))?$/;

/**
 * The id that callers go on with: it holds all that is needed, `us-east-1~<AWS's id>`, `staging~eu-west-1~…` where there are
 * accounts, `…@100` where 100 rows were asked for beside the text, several joined by `+`. It is no permission: whoever
 * brings it is checked again.
 */
export function formatHandle(queries: readonly StartedQuery[]): string {
  return queries
    .map(({ account, region, queryId, limit }) => {
      const id = limit === undefined ? queryId : `${queryId}@${limit}`;
      return [...(account === undefined ? [] : [account]), region, id].join('~');
    })
    .join('+');
}

/** Reads what `formatHandle` writes; undefined for anything else. */
export function parseHandle(text: string): StartedQuery[] | undefined {
  const parts = text
    .trim()
    .split('+')
    .map((part) => PART.exec(part));
  if (parts.some((part) => part === null)) return undefined;
  return parts.map((part) => ({
    account: part?.[1],
    region: part?.[2] ?? '',
    queryId: part?.[3] ?? '',
    ...(part?.[4] !== undefined && { limit: Number(part[4]) }),
  }));
}

/** A row of a query's answer, from 1: `<id>#12`. */
export function formatRowPointer(handle: string, row: number): string {
  return `${handle}#${row}`;
}

export function parseRowPointer(text: string): { handle: string; row: number } | undefined {
  const found = /^([^#]+)#(\d{1,6})$/.exec(text.trim());
  if (!found || parseHandle(found[1] ?? '') === undefined) return undefined;
  return { handle: found[1] ?? '', row: Number(found[2]) };
}
