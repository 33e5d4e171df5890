import type { Redact } from './redactor.ts';

/** Names beside whose values a secret need not look like one. */
const TELLING = /pass|secret|token|key|pwd|cred/i;

/** Plain data with every text in it cleaned. What has nothing to clean is not copied. */
export function cleanData<T>(value: T, clean: Redact): T {
  return cleaned(value, clean) as T;
}

function cleaned(value: unknown, clean: Redact): unknown {
  if (typeof value === 'string') return clean(value);
  if (Array.isArray(value)) {
    const items = value.map((item: unknown) => cleaned(item, clean));
    return items.some((item, i) => item !== value[i]) ? items : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const after = entries.map(([name, part]: [string, unknown]) => [name, entry(name, part, clean)] as const);
  return after.some(([, part], i) => part !== entries[i]?.[1]) ? Object.fromEntries(after) : value;
}

/** A label `password` has a password in it, though its value alone would not tell. */
function entry(name: string, value: unknown, clean: Redact): unknown {
  const part = cleaned(value, clean);
  if (typeof value !== 'string' || part !== value || value === '' || !TELLING.test(name)) return part;
  const assigned = `${name}="${value}"`;
  const rest = clean(assigned);
  return rest === assigned || /["\\\n]/.test(value) ? part : rest.slice(name.length + 2, -1);
}
