import * as z from 'zod';
import { nearestNames } from '../analysis/nearest-names.ts';
import { ToolError } from '../errors.ts';
import { plural } from '../format/number.ts';
import { ellipsis } from '../format/text.ts';
import type { AnyTool } from '../tools/define.ts';
import { isNestedDeeper } from './json-depth.ts';

/** The longest value an error sentence quotes, in characters. */
const MAX_QUOTED_CHARS = 80;
/** The most unknown names an error sentence lists. */
const MAX_NAMES = 5;
/** No parameter is nested deeper than a list of objects of lists. */
const MAX_DEPTH = 16;
/** All arguments together, as JSON: 500 queries with ten dimensions each take some 200 KB. What waits its turn is kept. */
const MAX_BYTES = 256 * 1024;

/**
 * A caller's arguments, validated; absent, null and empty arguments are the same.
 * @param choices what region and account may be: one that has no other is not published, so no error names it
 * @throws ToolError invalid_input with a sentence per wrong parameter
 */
export function parseInput(
  tool: AnyTool,
  args: unknown,
  choices: Readonly<Record<string, readonly string[]>> = {},
): Record<string, unknown> {
  const given = args ?? {};
  if (typeof given !== 'object' || Array.isArray(given)) {
    throw new ToolError('invalid_input', `The arguments of ${tool.name} must be an object; got ${quote(given)}.`);
  }
  if (isNestedDeeper(given, MAX_DEPTH)) {
    throw new ToolError(
      'invalid_input',
      `The arguments of ${tool.name} are nested too deep: at most ${MAX_DEPTH} levels.`,
    );
  }
  const bytes = Buffer.byteLength(JSON.stringify(given));
  if (bytes > MAX_BYTES) {
    throw new ToolError(
      'invalid_input',
      `The arguments of ${tool.name} are ${Math.ceil(bytes / 1024)} KB of JSON together: at most ${MAX_BYTES / 1024} KB. Ask in several calls, each with fewer or shorter values.`,
    );
  }
  const known = wellFormed(withoutNulls(given as Record<string, unknown>)) as Record<string, unknown>;
  const parsed = tool.input.safeParse(known);
  if (parsed.success) return parsed.data as Record<string, unknown>;
  const sentences = parsed.error.issues.slice(0, 5).map((issue) => sentence(issue, known, tool, choices));
  throw new ToolError('invalid_input', sentences.join(' '));
}

/** Models send `null` for "not given", in the objects of a list too. */
function withoutNulls(args: Record<string, unknown>): Record<string, unknown> {
  const given = Object.entries(args).filter(([, value]) => value !== null);
  return Object.fromEntries(
    given.map(([name, value]) => [name, Array.isArray(value) ? value.map(withoutNullFields) : value]),
  );
}

function withoutNullFields(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return withoutNulls(value as Record<string, unknown>);
}

/** Half a character (a lone surrogate) can be neither sent nor linked to: it is read as U+FFFD, as UTF-8 would write it. */
function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(wellFormed);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name.toWellFormed(), wellFormed(part)]));
}

export function parameterNames(tool: AnyTool): string[] {
  return Object.keys((tool.input as z.ZodObject).shape);
}

function sentence(
  issue: z.core.$ZodIssue,
  input: unknown,
  tool: AnyTool,
  choices: Readonly<Record<string, readonly string[]>>,
): string {
  if (issue.code === 'unrecognized_keys' && issue.path.length === 0) {
    const names = parameterNames(tool).filter((name) => (choices[name]?.length ?? 2) > 1);
    const list = names.length === 0 ? 'This tool takes none' : `This tool takes ${names.join(', ')}`;
    const meant = meantBy(issue.keys, names);
    return `Unknown ${issue.keys.length === 1 ? 'parameter' : 'parameters'} ${quoteSome(issue.keys)}${meant === '' ? '.' : meant} ${list}.`;
  }
  const name = pathName(issue.path);
  const value = valueAt(input, issue.path);
  if (value === undefined) return `${name} is missing: ${expectation(issue)}.`;
  if (issue.code === 'unrecognized_keys') {
    return `${name} has the unknown ${issue.keys.length === 1 ? 'key' : 'keys'} ${quoteSome(issue.keys)}${keysOf(tool, issue)}.`;
  }
  return `${name} is ${quote(value)}: ${expectation(issue)}${arrayForm(issue, value)}.`;
}

/** `; did you mean "statistic"? It takes id, statistic …`, of an object inside a parameter. */
function keysOf(tool: AnyTool, issue: z.core.$ZodIssueUnrecognizedKeys): string {
  const known = Object.keys(objectAt(tool.input, issue.path)?.shape ?? {});
  const meant = meantBy(issue.keys, known);
  return known.length === 0 ? meant : `${meant === '' ? '; it' : `${meant} It`} takes ${known.join(', ')}`;
}

/** `; did you mean "statistic"?`; empty where nothing is like what was given. */
function meantBy(keys: readonly string[], known: readonly string[]): string {
  const near = [...new Set(keys.slice(0, MAX_NAMES).flatMap((key) => nearestNames(key, known, 1)))];
  return near.length === 0 ? '' : `; did you mean ${near.map((key) => quote(key)).join(', ')}?`;
}

/** The schema of the object at a path; undefined where something else is there. */
function objectAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): z.ZodObject | undefined {
  let at: z.core.$ZodType | undefined = schema;
  for (const part of [...path, undefined]) {
    while (at instanceof z.ZodOptional || at instanceof z.ZodDefault) at = at.unwrap();
    if (part === undefined) break;
    if (at instanceof z.ZodObject) at = at.shape[String(part)];
    else at = at instanceof z.ZodArray ? at.element : undefined;
  }
  return at instanceof z.ZodObject ? at : undefined;
}

/** How the one value that came where a list is wanted would stand in one. */
function arrayForm(issue: z.core.$ZodIssue, value: unknown): string {
  const scalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  const wanted = issue.code === 'invalid_type' && issue.expected === 'array';
  return wanted && scalar ? `, for example [${quote(value)}]` : '';
}

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      // zod's own words say less than what a schema says for itself.
      return issue.message.startsWith('Invalid input') ? `it must be ${article(issue.expected)}` : issue.message;
    case 'invalid_value':
      return `it must be one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? `it needs at least ${issue.origin === 'string' ? plural(Number(issue.minimum), 'character') : plural(Number(issue.minimum), 'entry', 'entries')}`
        : `it must be at least ${issue.minimum}`;
    case 'too_big':
      return issue.origin === 'string' || issue.origin === 'array'
        ? `it may have at most ${issue.maximum} ${issue.origin === 'string' ? 'characters' : 'entries'}`
        : `it must be at most ${issue.maximum}`;
    default:
      return (issue.message || 'it is not valid').replace(/\.$/, '');
  }
}

function article(type: string): string {
  if (type === 'int') return 'a whole number';
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

function pathName(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (name, part) =>
      typeof part === 'number' ? `${name}[${part}]` : name === '' ? String(part) : `${name}.${String(part)}`,
    '',
  );
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[part] : undefined,
    input,
  );
}

function quoteSome(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMES).map((name) => quote(name));
  const more = names.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function quote(value: unknown): string {
  return ellipsis(JSON.stringify(value) ?? String(value), MAX_QUOTED_CHARS);
}
