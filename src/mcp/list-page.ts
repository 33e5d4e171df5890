import { ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server';
import { indexAfter, pageAt } from './pages.ts';

/**
 * A page of a list, under the key that the protocol gives its rows.
 * @throws ProtocolError for a cursor that is not of the list
 */
export function listPage<K extends string, T extends { readonly name: string }>(
  key: K,
  all: readonly T[],
  cursor: string | undefined,
): Record<K, T[]> & { nextCursor?: string } {
  const index = indexAfter(all, cursor);
  if (index === undefined) throw wrongCursor();
  const { rows, ...next } = pageAt(all, index);
  return { [key]: [...rows], ...next } as Record<K, T[]> & { nextCursor?: string };
}

export function wrongCursor(): ProtocolError {
  return new ProtocolError(
    ProtocolErrorCode.InvalidParams,
    'The cursor is not of this list: take it from nextCursor of the page before, or leave it out.',
  );
}
