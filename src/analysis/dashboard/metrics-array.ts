import { countOf, listOf, membersOf, textOf, type Json } from './json.ts';

/** A metric or an expression of a widget. What it leaves open is its widget's. */
export interface MetricLine {
  readonly metric?: {
    readonly namespace: string;
    readonly metricName: string;
    readonly dimensions: readonly (readonly [name: string, value: string])[];
  };
  readonly expression?: string;
  readonly id?: string;
  readonly label?: string;
  readonly stat?: string;
  /** Seconds. */
  readonly period?: number;
  readonly region?: string;
  readonly accountId?: string;
  /** Only for use in expressions. */
  readonly hidden: boolean;
}

export interface MetricLines {
  readonly lines: readonly MetricLine[];
  /** What could not be read, in words. */
  readonly notes: readonly string[];
}

/**
 * The lines of a metric widget's `metrics`: each `[namespace, name, dimension, value, …, {options}]`, in which `.` stands for
 * what the line before has at this place and `...` for as many of its items as are needed; or `[{expression}]`. Source:
 * "Dashboard Body Structure and Syntax" of the CloudWatch API Reference.
 */
export function readMetrics(metrics: unknown): MetricLines {
  const notes: string[] = [];
  const lines: MetricLine[] = [];
  let before: readonly string[] = [];
  for (const [i, row] of listOf(metrics).entries()) {
    const items = listOf(row);
    const options = membersOf(items.at(-1));
    const expression = textOf(options['expression']);
    if (expression !== undefined) {
      lines.push({ expression, ...optionsOf(options) });
      continue;
    }
    const words = items.flatMap((item) => textOf(item) ?? []);
    const expanded = expand(words, before);
    if (expanded === undefined) {
      notes.push(`metrics[${i}] uses . or ... for what the line before does not have: left out`);
      continue;
    }
    const [namespace, metricName, ...rest] = expanded;
    if (namespace === undefined || metricName === undefined) {
      notes.push(`metrics[${i}] has no namespace and name: left out`);
      continue;
    }
    before = expanded;
    if (rest.length % 2 === 1) notes.push(`metrics[${i}] has a dimension without a value: ${rest.at(-1)}`);
    lines.push({ metric: { namespace, metricName, dimensions: pairs(rest) }, ...optionsOf(options) });
  }
  return { lines, notes };
}

/** A line's words in full; undefined where it refers to what the line before does not have. */
function expand(words: readonly string[], before: readonly string[]): readonly string[] | undefined {
  const own = words.filter((word) => word !== '...').length;
  const full: string[] = [];
  for (const word of words) {
    if (word === '...') {
      // What is written beside it replaces the same number of items of the line before.
      const taken = Math.max(0, before.length - own);
      if (before.length === 0) return undefined;
      full.push(...before.slice(full.length, full.length + taken));
    } else if (word === '.') {
      const same = before[full.length];
      if (same === undefined) return undefined;
      full.push(same);
    } else full.push(word);
  }
  return full;
}

function pairs(words: readonly string[]): (readonly [string, string])[] {
  const found = new Map<string, string>();
  for (let i = 0; i + 1 < words.length; i += 2) found.set(words[i] ?? '', words[i + 1] ?? '');
  return [...found];
}

function optionsOf(options: Json): Omit<MetricLine, 'metric' | 'expression'> {
  const [id, label, stat] = [textOf(options['id']), textOf(options['label']), textOf(options['stat'])];
  const [region, accountId] = [textOf(options['region']), textOf(options['accountId'])];
  const period = countOf(options['period']);
  return {
    ...(id !== undefined && { id }),
    ...(label !== undefined && { label }),
    ...(stat !== undefined && { stat }),
    ...(period !== undefined && { period }),
    ...(region !== undefined && { region }),
    ...(accountId !== undefined && { accountId }),
    hidden: options['visible'] === false,
  };
}
