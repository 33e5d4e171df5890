/** A Logs Insights query as a tree. */

import type { PeriodUnit } from '../../../catalog/insights-periods.ts';

export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number }
  | { readonly kind: 'field'; readonly name: string }
  /** A length of time, milliseconds; months, quarters and years by the calendar. */
  | { readonly kind: 'period'; readonly count: number; readonly unit: PeriodUnit }
  | { readonly kind: 'call'; readonly name: string; readonly parameters: readonly Expression[] }
  | { readonly kind: 'operation'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'not'; readonly operand: Expression }
  | { readonly kind: 'negative'; readonly operand: Expression }
  | { readonly kind: 'like'; readonly subject: Expression; readonly pattern: string | RegExp }
  | { readonly kind: 'in'; readonly subject: Expression; readonly values: readonly Expression[] };

/** An expression under the name that its column has: its alias, or its own text. */
export interface Column {
  readonly name: string;
  readonly expression: Expression;
}

export interface Aggregation {
  /** Its own text, under which columns refer to it. */
  readonly name: string;
  readonly function: string;
  /** Undefined for `count(*)`. */
  readonly over: Expression | undefined;
  /** Of `pct`. */
  readonly percentile?: number | undefined;
}

export interface SortKey {
  readonly expression: Expression;
  readonly descending: boolean;
}

/** What `parse` looks for: a regular expression whose `n`-th group is the field `names[n]`. */
export interface Extraction {
  readonly pattern: RegExp;
  readonly names: readonly string[];
}

/** The log groups that a query itself names; each list is empty where nothing is said. */
export interface Source {
  readonly namePrefix: readonly string[];
  readonly class: readonly string[];
  readonly accountIdentifiers: readonly string[];
}

export type Command =
  | { readonly kind: 'fields'; readonly columns: readonly Column[] }
  | { readonly kind: 'display'; readonly columns: readonly Column[] }
  | { readonly kind: 'filter'; readonly condition: Expression }
  | { readonly kind: 'parse'; readonly subject: Expression; readonly extraction: Extraction }
  | {
      readonly kind: 'stats';
      readonly aggregations: readonly Aggregation[];
      /** Over the aggregations and the columns before, in order. */
      readonly columns: readonly Column[];
      readonly by: readonly Column[];
    }
  | { readonly kind: 'sort'; readonly keys: readonly SortKey[] }
  /** `any`: it may stop reading once it has so many. */
  | { readonly kind: 'limit'; readonly count: number; readonly any: boolean }
  | { readonly kind: 'dedup'; readonly by: readonly Column[] };

export interface Query {
  readonly source: Source | undefined;
  readonly commands: readonly Command[];
}

/** What is wrong with a query, and where: characters from 0, the end excluded. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
  readonly start: number;
  readonly end: number;

  constructor(message: string, start: number, end: number) {
    super(message);
    this.start = start;
    this.end = end;
  }
}
