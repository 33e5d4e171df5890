/** What is wrong with a configuration file, in words. */
import type * as z from 'zod';
import { nearestNames } from './analysis/nearest-names.ts';

type Issue = z.core.$ZodIssue;
type RawIssue = z.core.$ZodRawIssue;
type Path = readonly PropertyKey[];

/** Characters of a wrong value that are shown. */
const SHOWN = 60;

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'keys and values',
  record: 'keys and values',
};

/** One thing that is wrong: where (`key` where a key itself is), and what. */
export interface Mistake {
  readonly path: Path;
  readonly key?: string;
  /** The key that an unknown one is most like. */
  readonly meant?: string | undefined;
  readonly words: string;
}

/** For zod: what must be, where a schema has no words of its own. */
export function mustBe(issue: RawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return mustBeOf(issue.expected, issue.input);
    case 'invalid_value':
      return oneOf(issue.values.map(String), issue.input);
    case 'too_small':
      return `it must ${amount(issue.inclusive === false ? 'more than' : 'at least', issue.origin, issue.minimum)}`;
    case 'too_big':
      return `it must ${amount(issue.inclusive === false ? 'less than' : 'at most', issue.origin, issue.maximum)}`;
    case 'invalid_format':
      return issue.format === 'url' ? 'it must be a URL' : `it must match ${issue.pattern ?? issue.format}`;
    case 'unrecognized_keys':
      // For unknownKeys, which has no schema at hand: keys have no spaces.
      return keysOf(issue.inst) || 'none';
    default:
      return undefined;
  }
}

/** What zod found, in the order of the file's keys. */
export function mistakesOf(issues: readonly Issue[], content: unknown): Mistake[] {
  const found = issues.flatMap((issue) => mistakes(issue, [], content));
  // A misspelt key is unknown, and what it stands for is missing: that is one mistake.
  const meant = new Set(
    found.flatMap(({ path, meant: name }) => (name === undefined ? [] : [nameOf([...path, name])])),
  );
  return found.filter(({ path }) => !(meant.has(nameOf(path)) && valueAt(content, path) === undefined));
}

function mistakes(issue: Issue, before: Path, content: unknown): Mistake[] {
  const path = [...before, ...issue.path];
  if (issue.code === 'unrecognized_keys') return unknownKeys(path, issue.keys, issue.message);
  if (issue.code === 'invalid_key') {
    const key = String(path.at(-1));
    const words = `${nameOf(path.slice(0, -1))} has the key ${shown(key)}: ${issue.issues[0]?.message}`;
    return [{ path: path.slice(0, -1), key, words }];
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // Of the forms that a value may have the one it comes nearest to: what is wrong lies deepest in it.
    const [nearest] = issue.errors.toSorted((a, b) => depth(b) - depth(a));
    if (nearest !== undefined && depth(nearest) > 0) return nearest.flatMap((inner) => mistakes(inner, path, content));
    const ways = issue.errors.flatMap((errors) => errors.map(({ message }) => message.replace('it must be ', '')));
    return [{ path, words: wrong(path, content, `it must be ${[...new Set(ways)].join(', or ')}`) }];
  }
  return [{ path, words: wrong(path, content, issue.message) }];
}

const depth = (issues: readonly Issue[]): number => Math.max(0, ...issues.map(({ path }) => path.length));

function wrong(path: Path, content: unknown, words: string): string {
  const value = valueAt(content, path);
  if (value === undefined) return `${nameOf(path)} is missing: ${words.replace(/^it is missing: /, '')}`;
  const told = UNTOLD.test(nameOf(path)) ? 'not what it must be' : shown(value);
  return `${nameOf(path)} is ${told}: ${words}`;
}

/** What is told to nobody, callers and readers of our log alike. */
const UNTOLD = /\.externalId$/;

/** What is allowed is said once, and only where nothing that is allowed looks like the key; names are always told. */
function unknownKeys(path: Path, keys: readonly string[], allowedKeys: string): Mistake[] {
  const where = path.length === 0 ? '' : ` in ${nameOf(path)}`;
  if (allowedKeys.includes('|')) {
    const names = allowedKeys.split('|');
    return keys.map((key) => ({ path, key, words: `unknown key ${shown(key)}${where}: ${oneOf(names, key)}` }));
  }
  const known = allowedKeys.split(' ');
  let allowed = `: allowed are ${known.join(', ')}`;
  return keys.map((key) => {
    const [like] = nearestNames(key, known, 1);
    const hint = like === undefined ? allowed : `: did you mean ${like}?`;
    if (like === undefined) allowed = '';
    return { path, key, meant: like, words: `unknown key ${shown(key)}${where}${hint}` };
  });
}

function mustBeOf(expected: string, input: unknown): string {
  const words = `it must be ${TYPES[expected] ?? expected}`;
  const isBare = typeof input === 'number' || typeof input === 'boolean';
  return expected === 'string' && isBare ? `${words}: write it in quotes` : words;
}

function oneOf(values: readonly string[], input: unknown): string {
  const [like] = typeof input === 'string' ? nearestNames(input, values, 1) : [];
  const hint = like === undefined ? '' : ` (did you mean ${like}?)`;
  return values.length === 1 ? `it must be ${values[0]}` : `it must be one of ${values.join(', ')}${hint}`;
}

function amount(bound: string, origin: string, limit: number | bigint): string {
  if (origin === 'string') return `have ${bound} ${limit} characters`;
  if (origin !== 'array') return `be ${bound} ${limit}`;
  return limit === 1 ? `have ${bound} one item` : `have ${bound} ${limit} items`;
}

/** What `unknownKeys` must know: the keys of an object with a space between, the names that a record may have with a bar. */
function keysOf(schema: unknown): string {
  const { shape, keyType } =
    ((schema ?? {}) as { def?: { shape?: object; keyType?: { def?: { entries?: object } } } }).def ?? {};
  return shape === undefined ? Object.keys(keyType?.def?.entries ?? {}).join('|') : Object.keys(shape).join(' ');
}

/** `accounts[0].roleArn` */
export function nameOf(path: Path): string {
  const name = path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : `${text}.${String(part)}`),
    '',
  );
  return name === '' ? 'the file' : name.replace(/^\./, '');
}

/** What stands at a path; undefined where nothing does. */
export function valueAt(content: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, part) => (typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined),
    content,
  );
}

/** A value as it is written, short, and without the password of a URL. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (value === null) return 'empty';
  if (typeof value === 'object') return 'keys and values';
  const text = JSON.stringify(value).replaceAll(/\/\/[^/\s@"]*@/g, '//…@');
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
