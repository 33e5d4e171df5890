/** The fields that CloudWatch finds in a message by itself. */

/** So many fields of a JSON message are found at most. */
const MAX_FIELDS = 200;

/**
 * The fields of a message that is, or contains at its end, one JSON object: leaves by their path (`a.b`, `list.0`), as
 * text; true and false are 1 and 0, null is no field. Of a REPORT line of Lambda those that AWS names.
 */
export function discoverFields(message: string): Map<string, string> {
  const found = new Map<string, string>();
  const open = message.indexOf('{');
  if (open >= 0) {
    try {
      flatten(JSON.parse(message.slice(open)), '', found);
    } catch {
      // Not JSON: nothing is found.
    }
  }
  if (/^(?:START|END|REPORT|INIT_START) /.test(message)) lambdaFields(message, found);
  return found;
}

function flatten(value: unknown, path: string, found: Map<string, string>): void {
  if (found.size >= MAX_FIELDS || value === null || value === undefined) return;
  if (typeof value === 'object') {
    for (const [key, part] of Object.entries(value)) flatten(part, path === '' ? key : `${path}.${key}`, found);
    return;
  }
  if (path !== '') found.set(path, typeof value === 'string' ? value : String(Number(value)));
}

/** Durations are milliseconds, sizes bytes. */
const LAMBDA: readonly (readonly [name: string, pattern: RegExp, factor?: number])[] = [
  ['@requestId', /RequestId: ([-\w]+)/],
  ['@duration', /\tDuration: ([\d.]+) ms/],
  ['@billedDuration', /Billed Duration: ([\d.]+) ms/],
  ['@initDuration', /Init Duration: ([\d.]+) ms/],
  ['@memorySize', /Memory Size: (\d+) MB/, 1_000_000],
  ['@maxMemoryUsed', /Max Memory Used: (\d+) MB/, 1_000_000],
];

function lambdaFields(message: string, found: Map<string, string>): void {
  found.set('@type', message.slice(0, message.indexOf(' ')));
  for (const [name, pattern, factor] of LAMBDA) {
    const value = pattern.exec(message)?.[1];
    if (value !== undefined) found.set(name, factor === undefined ? value : String(Number(value) * factor));
  }
}
