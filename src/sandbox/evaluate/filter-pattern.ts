/**
 * CloudWatch Logs filter patterns, all that the "Filter pattern syntax" page of the user guide has:
 * - terms, all of which must occur: `ERROR "exact phrase" %regex% -excluded`; or any of `?one ?other`, which beside others are ignored
 * - JSON events: `{ $.a.b[0] = "x*" && ($.c > 1e3 || $.d[*] != %regex%) || $.e IS NULL || $.f NOT EXISTS }`
 * - space-delimited events: `[ip, ..., status = 4* || status = 5*, bytes > 1000]`
 *
 * Anything else is refused as AWS does, among it groups in regular expressions, `IS NOT` and `EXISTS`.
 */
import { conditions, invalidPattern, makeScanner, readText } from './filter-condition.ts';
import type { Scanner, Test, Value } from './filter-condition.ts';
import { jsonSelector } from './filter-selector.ts';

/** At most two regular expressions in a JSON or space-delimited pattern, and three wildcard selectors in a JSON one. */
const MAX_REGEX = 2;
const MAX_WILDCARDS = 3;

/** Whether a message matches `pattern`. Throws `InvalidParameterException`. */
export function compileFilterPattern(pattern: string): Test<string> {
  const trimmed = pattern.trim();
  const scan = makeScanner(trimmed);
  const [open, close] = trimmed.startsWith('{') ? '{}' : trimmed.startsWith('[') ? '[]' : '';
  if (open === undefined || close === undefined) return termPattern(scan);
  if (!trimmed.endsWith(close))
    throw invalidPattern(`If a filter pattern starts with '${open}' it must end with '${close}'`);
  const unquoted = trimmed.replaceAll(/"(?:[^"\\]|\\.)*"/gs, '');
  if ((unquoted.match(/%[^%]*%/g) ?? []).length > MAX_REGEX) throw invalidPattern();
  return open === '{' ? jsonPattern(scan) : fieldPattern(scan);
}

function termPattern(scan: Scanner): Test<string> {
  const required: Test<string>[] = [];
  const optional: Test<string>[] = [];
  while (!scan.done()) {
    const prefix = scan.take(/\?|-\s*/y)?.trim();
    const term = readTerm(scan);
    if (prefix === '?') optional.push(term);
    else required.push(prefix === '-' ? (message) => !term(message) : term);
    scan.skipSpace();
  }
  // Beside other terms the optional ones have no effect at all.
  if (required.length > 0) return (message) => required.every((test) => test(message));
  return (message) => optional.length === 0 || optional.some((test) => test(message));
}

function readTerm(scan: Scanner): Test<string> {
  const quoted = readText(scan);
  if (quoted === '') throw invalidPattern(`Invalid character(s) in term '""'`);
  if (typeof quoted === 'string') return quoted.trim() === '' ? () => true : (message) => message.includes(quoted);
  if (quoted) return (message) => quoted.test(message);
  const term = scan.take(/\w+(?=\s|$)/y);
  if (term === undefined) throw invalidPattern(`Invalid character(s) in term '${scan.take(/\S+/y) ?? ''}'`);
  return (message) => message.includes(term);
}

function jsonPattern(scan: Scanner): Test<string> {
  scan.expect('{');
  let wildcards = 0;
  const matches = conditions(scan, (at) => {
    const selector = jsonSelector(at);
    if (selector.wildcard && ++wildcards > MAX_WILDCARDS) throw invalidPattern();
    return selector;
  });
  scan.expect('}');
  if (!scan.done()) throw invalidPattern();
  return (message) => {
    const event = parseJson(message);
    return event !== undefined && matches(event);
  };
}

function parseJson(message: string): unknown {
  if (!/^\s*[{[]/.test(message)) return undefined;
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}

function fieldPattern(scan: Scanner): Test<string> {
  scan.expect('[');
  const fields: (Test<Value> | '...')[] = [];
  do fields.push(readField(scan));
  while (scan.accept(','));
  scan.expect(']');
  const gap = fields.indexOf('...');
  if (!scan.done() || fields.lastIndexOf('...') !== gap) throw invalidPattern();
  const tests = fields.filter((field) => field !== '...');
  return (message) => {
    const values = gap === -1 ? splitFields(message, tests.length) : splitFields(message);
    if (values.length < tests.length) return false;
    const skipped = values.length - tests.length;
    return tests.every((test, index) => test(values[gap === -1 || index < gap ? index : index + skipped] ?? ''));
  };
}

function readField(scan: Scanner): Test<Value> | '...' {
  if (scan.accept('...')) return '...';
  if (scan.peek(',') || scan.peek(']')) return () => true;
  const named = scan.take(/\w+\s*(?=[,\]])/y);
  if (named !== undefined) return () => true;
  let field: string | undefined;
  return conditions(scan, (at) => {
    const name = at.take(/\w+/y);
    field ??= name;
    if (name === undefined || name !== field) throw invalidPattern();
    return { compare: (test) => test };
  });
}

/** The fields of a line: what is in brackets or quotes is one. The last of `count` takes the rest of the line. */
export function splitFields(message: string, count = Infinity): string[] {
  const fields: string[] = [];
  const line = message.trimEnd();
  // Where each is closed for the last time: looked up once, so that a line of brackets costs no more than any other.
  const closed: Record<string, number> = { '[': line.lastIndexOf(']'), '"': line.lastIndexOf('"') };
  let start = 0;
  for (let at = 0; at < line.length;) {
    if (/\s/.test(line.charAt(at))) {
      at += 1;
      continue;
    }
    if (fields.length === count) {
      fields[count - 1] = line.slice(start);
      break;
    }
    start = at;
    const open = line.charAt(at);
    const quoted = (closed[open] ?? -1) > at;
    const end = quoted ? line.indexOf(open === '[' ? ']' : '"', at + 1) : wordEnd(line, at);
    fields.push(line.slice(quoted ? at + 1 : at, end));
    at = quoted ? end + 1 : end;
  }
  return fields;
}

function wordEnd(line: string, from: number): number {
  const space = /\s|$/g;
  space.lastIndex = from;
  return space.exec(line)?.index ?? line.length;
}
