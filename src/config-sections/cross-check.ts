import { nearestNames } from '../analysis/nearest-names.ts';
import { nameOf, shown, valueAt, type Mistake } from '../config-issues.ts';

/**
 * What one section says of another: whether the accounts of a policy exist. A rule about a misspelt one would allow, or
 * deny, nothing. Of a file whose shape is wrong too it looks at what it can, so that all is said at once.
 */
export function crossMistakes(content: unknown): Mistake[] {
  const accounts = list(valueAt(content, ['accounts']));
  const known = texts(accounts.flatMap((account) => [valueAt(account, ['alias']), valueAt(account, ['id'])]));
  const rules = list(valueAt(content, ['policy', 'rules']));
  const limits = [['policy', 'everyone'], ...rules.map((_, i) => ['policy', 'rules', i])];
  const paths = limits.flatMap((path) => ['allow', 'deny'].map((key) => [...path, 'accounts', key]));
  return paths.flatMap((path) =>
    list(valueAt(content, path)).flatMap((name, i) => {
      // Twelve digits may be a linked account.
      if (typeof name !== 'string' || name === '' || name.includes('*') || known.includes(name)) return [];
      return /^\d{12}$/.test(name) ? [] : [{ path: [...path, i], words: unknown([...path, i], name, known) }];
    }),
  );
}

function unknown(path: readonly PropertyKey[], name: string, known: readonly string[]): string {
  const aliases = known.filter((text) => !/^\d{12}$/.test(text));
  const [like] = nearestNames(name, aliases, 1);
  const there = aliases.length > 0 ? `accounts has ${aliases.join(', ')}` : 'the file has no accounts';
  return `${nameOf(path)} is ${shown(name)}, and ${there}${like === undefined ? '' : `: did you mean ${like}?`}`;
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const texts = (values: readonly unknown[]): string[] => values.filter((value) => typeof value === 'string');
