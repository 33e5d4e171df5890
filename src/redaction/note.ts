import { PLACEHOLDER } from './rule.ts';

/** `3 secrets redacted (aws-secret-key 2, jwt 1)`, of what an answer shows; undefined where it shows none. */
export function redactedNote(text: string): string | undefined {
  if (!text.includes('[redacted:')) return undefined;
  const counts = new Map<string, number>();
  for (const [, rule = ''] of text.matchAll(PLACEHOLDER)) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  const total = counts.values().reduce((sum, count) => sum + count, 0);
  if (total === 0) return undefined;
  const rules = [...counts].map(([rule, count]) => `${rule} ${count}`);
  return `${total} ${total === 1 ? 'secret' : 'secrets'} redacted (${rules.join(', ')})`;
}

/** Whether something that is asked for has the place of a secret in its name, which nothing upstream has. */
export function namesPlaceholder(value: unknown): boolean {
  return (JSON.stringify(value) ?? '').includes('[redacted:');
}
