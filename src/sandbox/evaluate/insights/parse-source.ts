import { QueryError } from './syntax.ts';
import type { Source } from './syntax.ts';
import type { Tokens } from './tokens.ts';

/** What each list of `SOURCE logGroups(…)` may hold at most. */
const MOST = { namePrefix: 5, class: 2, accountIdentifiers: 20 } as const;

/** `logGroups(namePrefix: ['a', 'b'], class: ['STANDARD'], accountIdentifiers: ['1…'])`, each optional. Throws `QueryError`. */
export function parseSource(tokens: Tokens): Source {
  tokens.expect('loggroups');
  tokens.expect('(');
  const given: { -readonly [Key in keyof Source]?: Source[Key] } = {};
  while (!tokens.accept(')')) {
    const key = tokens.peek();
    const name = (Object.keys(MOST) as (keyof Source)[]).find(
      (known) => known.toLowerCase() === key.value.toLowerCase(),
    );
    if (name === undefined || given[name]) throw tokens.unexpected();
    tokens.next();
    tokens.expect(':');
    given[name] = texts(tokens, MOST[name]);
    if (tokens.peek().value !== ')') tokens.expect(',');
  }
  return { namePrefix: [], class: [], accountIdentifiers: [], ...given };
}

function texts(tokens: Tokens, most: number): string[] {
  const open = tokens.expect('[');
  const found: string[] = [];
  do {
    if (tokens.peek().kind !== 'text') throw tokens.unexpected();
    found.push(tokens.next().value);
  } while (tokens.accept(','));
  const close = tokens.expect(']');
  if (found.length > most) throw new QueryError(`At most ${most} values are allowed here`, open.start, close.end);
  return found;
}
