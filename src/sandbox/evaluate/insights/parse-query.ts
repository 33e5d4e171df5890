/**
 * Commands of Logs Insights QL: SOURCE, fields, display, filter, parse, stats, sort, limit, dedup. Every other one is
 * refused as AWS refuses what it does not know.
 */
import { isAggregation } from './aggregations.ts';
import { parseExpression, parseName } from './parse-expression.ts';
import { compileGlob, compileGroups } from './patterns.ts';
import { parseSource } from './parse-source.ts';
import { QueryError } from './syntax.ts';
import type { Aggregation, Column, Command, Query, SortKey } from './syntax.ts';
import { tokenize } from './tokens.ts';
import type { Tokens } from './tokens.ts';

/** The API's limit of a query's result. */
export const MAX_ROWS = 100_000;

/** Throws `QueryError`, and nothing else. */
export function parseQuery(text: string): Query {
  const tokens = tokenize(text);
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
  const token = tokens.peek();
  const count = Number(token.value);
  if (token.kind !== 'number' || !Number.isInteger(count)) throw tokens.unexpected();
  tokens.next();
  if (count < 1 || count > MAX_ROWS) {
    throw new QueryError(`limit must be between 1 and ${MAX_ROWS}`, token.start, token.end);
  }
  return { kind: 'limit', count };
}

function parseStats(tokens: Tokens): Command {
  const aggregations = listOf(tokens, parseAggregation);
  const by = tokens.accept('by') ? columns(tokens) : [];
  tokens.columns.clear();
  for (const { name } of [...aggregations, ...by]) tokens.columns.add(name);
  return { kind: 'stats', aggregations, by };
}

function parseAggregation(tokens: Tokens): Aggregation {
  const token = tokens.peek();
  if (!tokens.isCall() || !isAggregation(token.value)) throw tokens.unexpected();
  tokens.next();
  const name = token.value.toLowerCase();
  tokens.expect('(');
  const everything = name === 'count' && (tokens.accept('*') !== undefined || tokens.peek().value === ')');
  const over = everything ? undefined : parseExpression(tokens);
  let percentile: number | undefined;
  if (name === 'pct') {
    tokens.expect(',');
    const wanted = tokens.peek();
    percentile = Number(wanted.value);
    if (wanted.kind !== 'number' || percentile > 100) throw tokens.unexpected();
    tokens.next();
  }
  tokens.expect(')');
  const own = tokens.textFrom(token.start);
  return { name: alias(tokens) ?? own, function: name, over, percentile };
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
