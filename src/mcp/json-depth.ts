/**
 * Whether a JSON value is nested deeper than `max` levels. Walks without recursion: what is too deep for the call stack
 * is exactly what it looks for.
 */
export function isNestedDeeper(value: unknown, max: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > max) return true;
    level = level.flatMap((item) => (typeof item === 'object' && item !== null ? Object.values(item) : []));
  }
  return false;
}
