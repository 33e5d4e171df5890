import { nearestNames } from '../analysis/nearest-names.ts';
import { nameOf, shown, valueAt, type Mistake } from '../config-issues.ts';
import { anyOf } from '../policy/globs.ts';

/** Settings that the environment or a flag gives, which beat the file's, as texts. */
export type Given = Readonly<Partial<Record<string, { readonly text: string }>>>;

type Path = readonly PropertyKey[];
interface Entry {
  readonly path: Path;
  readonly pattern: string;
}

/** How ids of sources and of workspaces begin, whatever there is. */
const SOURCES = ['amp:', 'cloudwatch:', 'ws-'];

/**
 * What one section says of another: entries and rules of a policy that can match nothing, as a misspelt name does. Where they
 * deny, they would leave open what they mean. Of a file whose shape is wrong too it looks at what it can, so that all is said
 * at once.
 * @param given undefined where it is not known
 */
export function crossMistakes(content: unknown, given: Given | undefined): Mistake[] {
  const rules = list(valueAt(content, ['policy', 'rules']));
  const limits: Path[] = [['policy', 'everyone'], ...rules.map((_, i) => ['policy', 'rules', i])];
  const of = (kind: string): Entry[] => limits.flatMap((path) => entries(content, [...path, kind]));
  const accounts = list(valueAt(content, ['accounts'])).flatMap((_, i) =>
    entries(content, ['accounts', i, 'logGroups']),
  );
  return [
    ...accountMistakes(content, of('accounts')),
    ...[...of('logGroups'), ...accounts].flatMap(logGroupMistakes),
    ...hiddenRules(rules),
    ...(given === undefined
      ? []
      : [
          ...regionMistakes(content, given, of('regions')),
          ...sourceMistakes(content, given, of('promqlSources')),
          ...namelessRules(content, given, rules),
        ]),
  ];
}

function accountMistakes(content: unknown, named: readonly Entry[]): Mistake[] {
  const accounts = list(valueAt(content, ['accounts']));
  const known = texts(accounts.flatMap((account) => [valueAt(account, ['alias']), valueAt(account, ['id'])]));
  const aliases = known.filter((text) => !/^\d{12}$/.test(text));
  // Twelve digits may be a linked account.
  const isUnknown = ({ pattern }: Entry) =>
    !pattern.includes('*') && !known.includes(pattern) && !/^\d{12}$/.test(pattern);
  const what = aliases.length > 0 ? `accounts has ${aliases.join(', ')}` : 'the file has no accounts';
  return named.filter(isUnknown).map((entry) => unknown(entry, aliases, what));
}

function logGroupMistakes({ path, pattern }: Entry): Mistake[] {
  if (!/^arn:/i.test(pattern)) return [];
  const [, name = '/aws/lambda/…'] = /:log-group:([^:]+)/.exec(pattern) ?? [];
  return [
    { path, words: `${nameOf(path)} is ${shown(pattern)}: log groups are matched by name: write ${shown(name)}` },
  ];
}

/** Where neither the file nor its accounts tell all regions, any may be there. */
function regionMistakes(content: unknown, given: Given, named: readonly Entry[]): Mistake[] {
  const accounts = list(valueAt(content, ['accounts']));
  const own = accounts.map((account) => list(valueAt(account, ['regions'])));
  const common = given['regions'] === undefined ? list(valueAt(content, ['regions'])) : [];
  const isTold = common.length > 0 || (own.length > 0 && own.every((regions) => regions.length > 0));
  if (!isTold) return [];
  const known = [...new Set(texts([...common, ...own.flat()]))];
  const isUnknown = ({ path, pattern }: Entry) =>
    !pattern.includes('*') && !known.includes(path.includes('deny') ? pattern.toLowerCase() : pattern);
  return named.filter(isUnknown).map((entry) => unknown(entry, known, `the regions are ${known.join(', ')}`));
}

/** Aliases of workspaces are AWS's, unknown here and to the policy: what is no server's name must begin as an id does. */
function sourceMistakes(content: unknown, given: Given, named: readonly Entry[]): Mistake[] {
  if (given['prometheusUrls'] !== undefined) return [];
  const urls = valueAt(content, ['prometheusUrls']);
  const servers = typeof urls === 'object' && urls !== null ? Object.keys(urls) : [];
  const what = servers.length > 0 ? `prometheusUrls has ${servers.join(', ')}` : 'prometheusUrls has none';
  return named.flatMap(({ path, pattern }) => {
    const fold = (text: string) => (path.includes('deny') ? text.toLowerCase() : text);
    const matches = anyOf([fold(pattern)]);
    if (servers.some((name) => matches(fold(name)) || matches(`prometheus:${fold(name)}`))) return [];
    if (mayBeOfAws(fold(pattern))) return [];
    const [like] = nearestNames(pattern.replace(/^prometheus:/, ''), servers, 1);
    const hint = like === undefined ? 'a workspace is named by its id ws-…, not by its alias' : `did you mean ${like}?`;
    return [{ path, words: `${nameOf(path)} is ${shown(pattern)}, and ${what}: ${hint}` }];
  });
}

/** Whether a pattern may match the id of a workspace, or CloudWatch in a region. */
function mayBeOfAws(pattern: string): boolean {
  const [head = '', ...rest] = pattern.split('*');
  const workspace = /^amp:[^/]*\/(.+)$/.exec(head)?.[1];
  if (workspace !== undefined) return workspace.startsWith('ws-') || (rest.length > 0 && 'ws-'.startsWith(workspace));
  return SOURCES.some((begin) => head.startsWith(begin) || (rest.length > 0 && begin.startsWith(head)));
}

/** Rules that nobody reaches: one before them names everybody. */
function hiddenRules(rules: readonly unknown[]): Mistake[] {
  const all = rules.findIndex((rule) => principalsOf(rule).some((pattern) => /^\*+$/.test(pattern)));
  const before = nameOf(['policy', 'rules', all]);
  return rules.slice(all < 0 ? rules.length : all + 1).map((_, i) => {
    const path = ['policy', 'rules', all + 1 + i];
    return { path, words: `${nameOf(path)} stands behind ${before}, which names everybody: it must stand before it` };
  });
}

/** Rules for callers by name, where all are `anyone`. */
function namelessRules(content: unknown, given: Given, rules: readonly unknown[]): Mistake[] {
  if ((given['auth']?.text ?? valueAt(content, ['auth']) ?? 'none') !== 'none') return [];
  return rules.flatMap((rule, i) => {
    const principals = principalsOf(rule);
    if (principals.length === 0 || anyOf(principals)('anyone')) return [];
    const path = ['policy', 'rules', i, 'principals'];
    return [{ path, words: `${nameOf(path)} names callers, and auth is none, where all are anyone` }];
  });
}

const principalsOf = (rule: unknown): string[] => texts(list(valueAt(rule, ['principals'])));

/** @param what there is, in words */
function unknown({ path, pattern }: Entry, known: readonly string[], what: string): Mistake {
  const [like] = nearestNames(pattern, known, 1);
  const hint = like === undefined ? '' : `: did you mean ${like}?`;
  return { path, words: `${nameOf(path)} is ${shown(pattern)}, and ${what}${hint}` };
}

function entries(content: unknown, path: Path): Entry[] {
  return ['allow', 'deny'].flatMap((key) =>
    list(valueAt(content, [...path, key])).flatMap((pattern, i) =>
      typeof pattern === 'string' && pattern !== '' ? [{ path: [...path, key, i], pattern }] : [],
    ),
  );
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const texts = (values: readonly unknown[]): string[] => values.filter((value) => typeof value === 'string');
