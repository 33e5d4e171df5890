/** Runs a query over events, one at a time as long as no command needs them all. */
import { accumulate } from './aggregations.ts';
import type { Accumulator } from './aggregations.ts';
import { evaluate } from './evaluate.ts';
import { eventRow, statsRow } from './rows.ts';
import type { QueryEvent, Row } from './rows.ts';
import type { Command, Extraction, Query, SortKey } from './syntax.ts';
import { sortOrder } from './sort-order.ts';
import { isMoment, isTrue, print, toText } from './values.ts';
import type { Value } from './values.ts';

export interface ResultField {
  readonly field: string;
  readonly value: string;
}

export interface QueryResult {
  readonly rows: readonly (readonly ResultField[])[];
  /** Events that were left when all were first needed, or at the end. */
  readonly matched: number;
}

/**
 * The rows of `query`, at most `limit` where it does not say itself.
 * @param events newest first, the order of results that are not sorted
 */
export function evaluateQuery(query: Query, events: Iterable<QueryEvent>, limit: number): QueryResult {
  let matched = 0;
  let rows: IteratorObject<Row> = Iterator.from(events).map(eventRow);
  let counted = false;
  const count = () => {
    if (counted) return;
    counted = true;
    rows = rows.map((row) => {
      matched += 1;
      return row;
    });
  };
  for (const command of query.commands) {
    if (!isRowwise(command)) count();
    rows = apply(command, rows);
  }
  count();
  const limited = query.commands.some(({ kind }) => kind === 'limit');
  const names = columnsOf(query.commands);
  const printed: ResultField[][] = [];
  for (const row of rows) {
    // Every event is looked at, though no more are returned: AWS counts what matches.
    if (limited || printed.length < limit) printed.push(printRow(row, names));
  }
  return { rows: printed, matched };
}

function isRowwise({ kind }: Command): boolean {
  return ['fields', 'display', 'filter', 'parse'].includes(kind);
}

function apply(command: Command, rows: IteratorObject<Row>): IteratorObject<Row> {
  switch (command.kind) {
    case 'fields':
    case 'display':
      return rows.map((row) => {
        const values = command.columns.map(({ expression }) => evaluate(expression, row));
        for (const [index, { name, expression }] of command.columns.entries()) {
          if (expression.kind !== 'field' || expression.name !== name) row.set(name, values[index]);
        }
        return row;
      });
    case 'filter':
      return rows.filter((row) => isTrue(evaluate(command.condition, row)));
    case 'parse':
      return rows.map((row) => {
        extract(command.extraction, toText(evaluate(command.subject, row)), row);
        return row;
      });
    case 'stats':
      return Iterator.from(aggregate(command, rows));
    case 'sort':
      return Iterator.from(sort(rows, command.keys));
    case 'limit':
      return firstOf(rows, command);
    default:
      return dedup(command, rows);
  }
}

/** A line that does not match keeps what it has. */
function extract({ pattern, names }: Extraction, text: string | undefined, row: Row): void {
  const groups = text === undefined ? undefined : pattern.exec(text)?.groups;
  if (!groups) return;
  for (const [index, name] of names.entries()) row.set(name, groups[`n${index}`]);
}

/** The first `count`; the rest is read nevertheless, unless any will do. */
function* firstOf(rows: Iterable<Row>, { count, any }: Extract<Command, { kind: 'limit' }>): Generator<Row> {
  let given = 0;
  for (const row of rows) {
    if (given++ < count) yield row;
    if (any && given >= count) return;
  }
}

function* dedup({ by }: Extract<Command, { kind: 'dedup' }>, rows: Iterable<Row>): Generator<Row> {
  const seen = new Set<string>();
  for (const row of rows) {
    const values = by.map(({ expression }) => evaluate(expression, row));
    const key = keyOf(values);
    // A row that lacks one of the fields is no duplicate of any.
    if (seen.has(key) && !values.includes(undefined)) continue;
    seen.add(key);
    yield row;
  }
}

function* aggregate(command: Extract<Command, { kind: 'stats' }>, rows: Iterable<Row>): Generator<Row> {
  const { aggregations, columns, by } = command;
  const groups = new Map<string, { row: Row; accumulators: Accumulator[] }>();
  for (const row of rows) {
    const values = by.map(({ expression }) => evaluate(expression, row));
    const key = keyOf(values);
    let group = groups.get(key);
    if (!group) {
      group = { row: statsRow(), accumulators: aggregations.map((one) => accumulate(one.function, one.percentile)) };
      for (const [index, { name }] of by.entries()) group.row.set(name, values[index]);
      groups.set(key, group);
    }
    for (const [index, { over }] of aggregations.entries()) {
      const value = over === undefined ? 1 : evaluate(over, row);
      group.accumulators[index]?.add(value, row.event?.time ?? 0);
    }
  }
  for (const { row, accumulators } of groups.values()) {
    for (const [index, { name }] of aggregations.entries()) row.set(name, accumulators[index]?.result());
    for (const { name, expression } of columns) row.set(name, evaluate(expression, row));
    yield row;
  }
}

/** The same for values that print the same. */
function keyOf(values: readonly Value[]): string {
  return JSON.stringify(values.map((value) => (isMoment(value) ? value : toText(value))));
}

/** Rows without the field come last, in either order. */
function sort(rows: IteratorObject<Row>, keys: readonly SortKey[]): Row[] {
  const keyed = rows.map((row) => ({ row, values: keys.map(({ expression }) => evaluate(expression, row)) })).toArray();
  keyed.sort((a, b) => {
    for (const [index, { descending }] of keys.entries()) {
      const [x, y] = [a.values[index], b.values[index]];
      if (x === undefined || y === undefined) {
        if (x === y) continue;
        return x === undefined ? 1 : -1;
      }
      const order = sortOrder(x, y);
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  });
  return keyed.map(({ row }) => row);
}

/**
 * The columns of the result: those of the last `display` or, without one, of `stats` and every `fields` behind it; those
 * of every `fields`; the time and the message where no command says any.
 */
function columnsOf(commands: readonly Command[]): string[] {
  let names: string[] = [];
  let displayed = false;
  for (const command of commands) {
    if (command.kind === 'stats') {
      // The groups come first.
      names = [...command.by, ...command.columns].map(({ name }) => name);
      displayed = false;
    } else if (command.kind === 'display') {
      names = command.columns.map(({ name }) => name);
      displayed = true;
    } else if (command.kind === 'fields' && !displayed) {
      names.push(...command.columns.map(({ name }) => name));
    }
  }
  return names.length === 0 ? ['@timestamp', '@message'] : [...new Set(names)];
}

/** Fields that a row does not have are left out; a pointer is added to what is an event. */
function printRow(row: Row, names: readonly string[]): ResultField[] {
  const columns = row.event && !names.includes('@ptr') ? [...names, '@ptr'] : names;
  return columns.flatMap((field) => {
    const value = row.get(field);
    return value === undefined ? [] : [{ field, value: print(value) }];
  });
}
