/**
 * Commands of Logs Insights QL: SOURCE, fields, display, filter, parse, stats, sort, limit, dedup. Every other one is
 * refused as AWS refuses what it does not know.
 */
import { fieldsIn, parseExpression, parseName } from './parse-expression.ts';
import { compileGlob, compileGroups } from './patterns.ts';
import { parseSource } from './parse-source.ts';
import { QueryError } from './syntax.ts';
import type { Aggregation, Column, Command, Query, SortKey } from './syntax.ts';
import { tokenize } from './tokens.ts';
import type { Tokens } from './tokens.ts';

/** The API's limit of a query's result. */
export const MAX_ROWS = 100_000;

/**
 * Throws `QueryError`, and nothing else.
 * @param now what the function of that name says, epoch milliseconds
 */
export function parseQuery(text: string, now = 0): Query {
  const tokens = tokenize(text, now);
  const source = tokens.accept('source') ? parseSource(tokens) : undefined;
  const commands: Command[] = [];
  let more = source === undefined || tokens.accept('|') !== undefined;
  while (more) {
    commands.push(parseCommand(tokens, commands.at(-1)));
    more = tokens.accept('|') !== undefined;
  }
  if (tokens.peek().kind !== 'end') throw tokens.unexpected();
  return { source, commands };
}

const COMMANDS: Readonly<Record<string, (tokens: Tokens) => Command>> = {
  fields: (tokens) => ({ kind: 'fields', columns: columns(tokens) }),
  display: (tokens) => ({ kind: 'display', columns: columns(tokens) }),
  filter: (tokens) => ({ kind: 'filter', condition: parseExpression(tokens) }),
  parse: parseParse,
  stats: parseStats,
  sort: (tokens) => ({ kind: 'sort', keys: listOf(tokens, sortKey) }),
  limit: parseLimit,
  dedup: (tokens) => ({ kind: 'dedup', by: columns(tokens) }),
};

function parseCommand(tokens: Tokens, before: Command | undefined): Command {
  const name = tokens.peek().value.toLowerCase();
  const command = tokens.peek().kind === 'name' && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  // After dedup only limit may follow.
  if (!command || (before?.kind === 'dedup' && name !== 'limit')) throw tokens.unexpected();
  tokens.next();
  return command(tokens);
}

function listOf<Item>(tokens: Tokens, item: (tokens: Tokens) => Item): Item[] {
  const items: Item[] = [];
  do items.push(item(tokens));
  while (tokens.accept(','));
  return items;
}

const columns = (tokens: Tokens) => listOf(tokens, column);

function column(tokens: Tokens): Column {
  const { start } = tokens.peek();
  const expression = parseExpression(tokens);
  const own = expression.kind === 'field' ? expression.name : tokens.textFrom(start);
  return { name: alias(tokens) ?? own, expression };
}

function alias(tokens: Tokens): string | undefined {
  return tokens.accept('as') ? parseName(tokens) : undefined;
}

function sortKey(tokens: Tokens): SortKey {
  const expression = parseExpression(tokens);
  const descending = tokens.accept('desc') !== undefined;
  if (!descending) tokens.accept('asc');
  return { expression, descending };
}

function parseLimit(tokens: Tokens): Command {
  const any = tokens.accept('any') !== undefined;
  const token = tokens.peek();
  const count = Number(token.value);
  if (token.kind !== 'number' || !Number.isInteger(count)) throw tokens.unexpected();
  tokens.next();
  if (count < 1 || count > MAX_ROWS) {
    throw new QueryError(`limit must be between 1 and ${MAX_ROWS}`, token.start, token.end);
  }
  return { kind: 'limit', count, any };
}

function parseStats(tokens: Tokens): Command {
  const aggregations: Aggregation[] = [];
  const known = new Set<string>();
  const read = listOf(tokens, () => {
    const first = tokens.peek();
    tokens.aggregations = aggregations;
    const before = aggregations.length;
    const one = column(tokens);
    tokens.aggregations = undefined;
    // Beside aggregations there are only the columns before: provisioned - used.
    if (aggregations.length === before && !fieldsIn(one.expression).every((name) => known.has(name))) {
      throw tokens.unexpected(first);
    }
    known.add(one.name);
    return one;
  });
  const by = tokens.accept('by') ? columns(tokens) : [];
  tokens.columns.clear();
  for (const { name } of [...read, ...by]) tokens.columns.add(name);
  return { kind: 'stats', aggregations, columns: read, by };
}

function parseParse(tokens: Tokens): Command {
  const implied = tokens.peek().kind === 'text' || tokens.peek().value === '/';
  const subject = { kind: 'field', name: implied ? '@message' : parseName(tokens) } as const;
  const regex = tokens.regex();
  if (regex) return { kind: 'parse', subject, extraction: compileGroups(regex.source, regex) };
  const glob = tokens.peek();
  if (glob.kind !== 'text') throw tokens.unexpected();
  tokens.next();
  tokens.expect('as');
  return { kind: 'parse', subject, extraction: compileGlob(glob.value, listOf(tokens, parseName), glob) };
}
