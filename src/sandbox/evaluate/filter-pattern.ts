/** CloudWatch Logs filter patterns, as the "Filter pattern syntax" page of the user guide has them. */
import { conditions, invalidPattern, makeScanner, readText } from './filter-condition.ts';
import type { Scanner, Test, Value } from './filter-condition.ts';
import { jsonSelector } from './filter-selector.ts';

/** At most two regular expressions in a JSON or space-delimited pattern. */
const MAX_REGEX = 2;

/**
 * Whether a message matches `pattern`: terms (`ERROR "exact phrase" ?optional -excluded %regex%`), JSON
 * (`{ $.status >= 500 && $.path = "/cart*" }`) or space-delimited fields (`[ip, ..., status = 5*, bytes]`).
 * Throws `InvalidParameterException` for anything else.
 */
export function compileFilterPattern(pattern: string): Test<string> {
  const scan = makeScanner(pattern.trim());
  if (scan.peek('{') || scan.peek('[')) {
    if ((pattern.match(/%[^%]*%/g) ?? []).length > MAX_REGEX) throw invalidPattern();
  }
  if (scan.peek('{')) return jsonPattern(scan);
  if (scan.peek('[')) return fieldPattern(scan);
  return termPattern(scan);
}

function termPattern(scan: Scanner): Test<string> {
  const required: Test<string>[] = [];
  const optional: Test<string>[] = [];
  while (!scan.done()) {
    const prefix = scan.take(/[?-]/y);
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
  if (typeof quoted === 'string') return quoted.trim() === '' ? () => true : (message) => message.includes(quoted);
  if (quoted) return (message) => quoted.test(message);
  const term = scan.take(/\w+(?=\s|$)/y);
  if (term === undefined) throw invalidPattern(`Invalid character(s) in term '${scan.take(/\S+/y) ?? ''}'`);
  return (message) => message.includes(term);
}

function jsonPattern(scan: Scanner): Test<string> {
  scan.expect('{');
  const matches = conditions(scan, jsonSelector);
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
  return conditions(scan, (at) => {
    if (at.take(/\w+/y) === undefined) throw invalidPattern();
    return { compare: (test) => test };
  });
}

/** The fields of a line: what is in brackets or quotes is one. The last of `count` takes the rest of the line. */
function splitFields(message: string, count = Infinity): string[] {
  const fields: string[] = [];
  for (const match of message.matchAll(/\[([^\]]*)\]|"([^"]*)"|(\S+)/g)) {
    if (fields.length === count) {
      const rest = [...message.matchAll(/\[[^\]]*\]|"[^"]*"|\S+/g)][count - 1]?.index ?? 0;
      fields[count - 1] = message.slice(rest).trimEnd();
      break;
    }
    fields.push(match[1] ?? match[2] ?? match[3] ?? '');
  }
  return fields;
}
