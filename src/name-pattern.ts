import type { AllowDeny } from './config-sections/names.ts';

/**
 * Whether names are allowed: where `allow` is given by one of its patterns, and by none of `deny`.
 * Each name is matched in a time that grows with its length alone: patterns are cut at their `*`, never made expressions.
 */
export function allows({ allow, deny = [] }: AllowDeny): (name: string) => boolean {
  return (name) =>
    (allow === undefined || allow.some((pattern) => matches(pattern, name))) &&
    !deny.some((pattern) => matches(pattern, name));
}

/** Whether `name` is as `pattern` says, in which `*` stands for anything. */
function matches(pattern: string, name: string): boolean {
  const parts = pattern.split('*');
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return name === pattern;
  if (!name.startsWith(first) || name.length < first.length + last.length || !name.endsWith(last)) return false;
  let from = first.length;
  for (const part of rest) {
    const at = name.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return from <= name.length - last.length;
}
