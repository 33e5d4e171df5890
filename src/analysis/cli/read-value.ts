import { ToolError } from '../../errors.ts';
import { clip } from '../../format/text.ts';
import { readTimestamp } from './read-timestamp.ts';
import { isScalar, type Shape, type Structure } from './shape.ts';
import { parseShorthand } from './shorthand.ts';

/** Structures in structures that are read. */
const MAX_DEPTH = 50;

/** Where the AWS CLI would read a value from, were it one of these. */
const ELSEWHERE = /^(?:fileb?|https?):\/\//;

/**
 * The value of an option: scalars as they are written, lists of words, JSON, or shorthand syntax.
 * @param option as the command has it, `--start-time`
 * @param words what stands behind it
 * @throws ToolError invalid_input naming the option and what it takes
 */
export function readValue(option: string, words: readonly string[], shape: Shape): unknown {
  try {
    for (const word of words) refuseFiles(word);
    return unpack(words, shape);
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    throw new ToolError(error.code, `${option}: ${error.message.replace(/\.$/, '')}.`);
  }
}

/** @throws ToolError invalid_input for what is no JSON, or deeper than anything that AWS takes */
export function readJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalid(`${quote(text)} is not JSON (${error instanceof Error ? error.message : ''})`);
  }
  return value;
}

/** A value held against its shape, as the API takes it. @param isText whether all its scalars are texts (shorthand syntax) */
export function fitToShape(value: unknown, shape: Shape, isText: boolean, path = '', depth = 0): unknown {
  if (depth > MAX_DEPTH) throw invalid(`${path} is more than ${MAX_DEPTH} levels deep`);
  const inner = (part: unknown, of: Shape, name: string) =>
    fitToShape(part, of, isText, path === '' ? name : `${path}.${name}`, depth + 1);
  switch (shape.kind) {
    case 'list': {
      const list = isText && !Array.isArray(value) ? [value] : value;
      if (!Array.isArray(list)) throw unfit(value, path, 'a list');
      return list.map((part, i) => inner(part, shape.of, `[${i}]`));
    }
    case 'map':
      return mapRecord(value, path, 'a map', (part, name) => inner(part, shape.of, name));
    case 'structure': {
      const made = mapRecord(value, path, structureWords(shape), (part, name) => {
        const member = shape.members.get(name);
        if (member === undefined) throw unknownMember(name, shape, path);
        return inner(part, member(), name);
      });
      const missing = shape.required.find((name) => made[name] === undefined);
      if (missing !== undefined) throw invalid(`${path === '' ? 'it' : path} needs ${missing}`);
      return made;
    }
    default:
      return scalar(value, shape.kind, isText, path);
  }
}

function unpack(words: readonly string[], shape: Shape): unknown {
  const [first = ''] = words;
  if (isScalar(shape)) {
    if (words.length !== 1)
      throw invalid(words.length === 0 ? 'it needs a value' : `it takes one value, not ${words.length}`);
    return shape.kind === 'document' ? readJson(first) : fitToShape(first, shape, true);
  }
  if (shape.kind === 'list') return unpackList(words, shape);
  if (words.length !== 1) throw invalid(`it takes one value, key=value,… or JSON in quotes, not ${words.length}`);
  return isJson(first) ? fitToShape(readJson(first), shape, false) : fitToShape(parseShorthand(first), shape, true);
}

function unpackList(words: readonly string[], shape: Extract<Shape, { kind: 'list' }>): unknown {
  const [first = ''] = words;
  if (words.length === 1 && first.trimStart().startsWith('[')) return fitToShape(readJson(first), shape, false);
  return words.map((word) => {
    if (isScalar(shape.of)) return fitToShape(word, shape.of, true);
    return isJson(word)
      ? fitToShape(readJson(word), shape.of, false)
      : fitToShape(parseShorthand(word), shape.of, true);
  });
}

const isJson = (text: string) => /^\s*[[{]/.test(text);

/** @throws ToolError invalid_input for a value that the AWS CLI would read from elsewhere */
export function refuseFiles(word: string): void {
  const scheme = ELSEWHERE.exec(word)?.[0];
  if (scheme === undefined) return;
  throw invalid(
    `${scheme}… is where the AWS CLI would read the value from; nothing is read here. Write the value itself`,
  );
}

function scalar(value: unknown, kind: Shape['kind'], isText: boolean, path: string): unknown {
  if (kind === 'document') return value;
  if (kind === 'text' || kind === 'blob') {
    if (typeof value !== 'string') throw unfit(value, path, 'a text');
    return kind === 'blob' ? Buffer.from(value, 'base64') : value;
  }
  if (kind === 'timestamp') {
    const time = typeof value === 'string' || typeof value === 'number' ? readTimestamp(value) : undefined;
    return time ?? refuse(unfit(value, path, 'a time: ISO 8601, or epoch seconds'));
  }
  const read = isText && typeof value === 'string' ? textScalar(value, kind) : value;
  if (kind === 'number' && typeof read === 'number' && Number.isFinite(read)) return read;
  if (kind === 'boolean' && typeof read === 'boolean') return read;
  throw unfit(value, path, kind === 'number' ? 'a number' : 'true or false');
}

function textScalar(text: string, kind: Shape['kind']): unknown {
  if (kind === 'number') return /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i.test(text) ? Number(text) : undefined;
  const lower = text.toLowerCase();
  return lower === 'true' || lower === 'false' ? lower === 'true' : undefined;
}

function mapRecord(
  value: unknown,
  path: string,
  what: string,
  each: (part: unknown, name: string) => unknown,
): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unfit(value, path, what);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, each(part, name)]));
}

function structureWords({ members }: Structure): string {
  return `a structure (${[...members.keys()].join(', ')})`;
}

function unknownMember(name: string, shape: Structure, path: string): ToolError {
  return invalid(
    `${path === '' ? 'it' : path} has no member ${quote(name)}; its members are ${[...shape.members.keys()].join(', ')}`,
  );
}

function unfit(value: unknown, path: string, what: string): ToolError {
  return invalid(`${path === '' ? '' : `${path} is `}${quote(value)}: it must be ${what}`);
}

function refuse(error: ToolError): never {
  throw error;
}

function invalid(message: string): ToolError {
  return new ToolError('invalid_input', message);
}

/** A value as an error quotes it: of lists and structures, which may be of any depth, only what they are. */
function quote(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'a structure';
  return clip(JSON.stringify(value) ?? 'nothing', 120);
}
