import { parser } from '@prometheus-io/lezer-promql';
import type { HeldLabel } from '../access.ts';
import { ToolError } from '../errors.ts';
import { formatCount } from '../format/number.ts';
import { lexPromql } from './promql-lexing.ts';

type Tree = ReturnType<typeof parser.parse>;
type Node = Tree['topNode'];

/** Functions that read series no selector names: `info` joins target_info by itself. */
const READS_BY_ITSELF = new Set(['Info']);

/**
 * The longest query that is held to labels, characters: one made to be slow takes some 30 µs a character,
 * read twice, in which nobody else is answered.
 */
const MAX_CHARS = 4_000;

/**
 * PromQL with matchers for `labels` in every selector, beside those that it has: Prometheus wants all of them to hold, so
 * that a query never sees more for what it says itself.
 * @throws ToolError invalid_input with the place of what is no PromQL, or could be read in two ways; for one that is too long
 */
export function enforceLabels(query: string, labels: readonly HeldLabel[]): string {
  if (query.length > MAX_CHARS) {
    throw new ToolError(
      'invalid_input',
      `The PromQL has ${formatCount(query.length)} characters: where each selector is held to labels of the policy it may have at most ${formatCount(MAX_CHARS)}. Ask for parts of it one by one.`,
    );
  }
  const { text, selectors } = readSelectors(query);
  const matchers = labels.map(matcher).join(',');
  let held = '';
  let at = 0;
  for (const selector of selectors) {
    held += text.slice(at, selector.at) + insertion(selector, matchers);
    at = selector.at;
  }
  held += text.slice(at);
  checkHeld(held, selectors.length, matchers);
  return held;
}

/** `{namespace="team-a"}`: every series that has the labels. */
export function heldSelector(labels: readonly HeldLabel[]): string {
  return `{${labels.map(matcher).join(',')}}`;
}

/**
 * Whether each selector of a query says itself that its series have the labels, so that nothing it reads is outside them. A
 * query without selectors is nobody's.
 */
export function isHeldByItself(query: string, labels: readonly HeldLabel[]): boolean {
  try {
    const { selectors } = readSelectors(query);
    const isHeld = ({ exact }: Selector) =>
      labels.every(({ name, values }) => exact.some((one) => one.name === name && values.includes(one.value)));
    return selectors.length > 0 && selectors.every(isHeld);
  } catch (error) {
    if (error instanceof ToolError) return false;
    throw error;
  }
}

/** A vector selector of a query. */
interface Selector {
  /** Where matchers go: behind the opening brace, or behind the name where there is none. */
  readonly at: number;
  readonly shape: 'name' | 'empty braces' | 'matchers';
  /** The labels that it wants to have one value. */
  readonly exact: readonly { readonly name: string; readonly value: string }[];
}

function readSelectors(query: string): { text: string; selectors: Selector[] } {
  const lexed = lexPromql(query);
  if ('wrongAt' in lexed) throw unreadable(query, lexed.wrongAt);
  const { text, strings } = lexed;
  const selectors: Selector[] = [];
  const seen: { from: number; to: number }[] = [];
  let wrongAt: number | undefined;
  parser.parse(text).iterate({
    enter({ name, type, from, to, node }) {
      if (type.isError || READS_BY_ITSELF.has(name)) wrongAt ??= from;
      if (name === 'StringLiteral') seen.push({ from, to });
      if (name === 'VectorSelector') selectors.push(selectorOf(node, text));
    },
  });
  // Both must have read the same texts, or what one takes for a text the other may take for a selector.
  if (wrongAt === undefined && JSON.stringify(seen) !== JSON.stringify(strings)) wrongAt = seen[0]?.from ?? 0;
  if (wrongAt !== undefined) throw unreadable(query, wrongAt);
  return { text, selectors };
}

function selectorOf(node: Node, text: string): Selector {
  const matchers = node.getChild('LabelMatchers');
  if (matchers === null) return { at: node.to, shape: 'name', exact: [] };
  const exact = [...matchers.getChildren('UnquotedLabelMatcher'), ...matchers.getChildren('QuotedLabelMatcher')];
  return {
    at: matchers.from + 1,
    shape: matchers.firstChild === null ? 'empty braces' : 'matchers',
    exact: exact.flatMap((one) => exactMatcher(one, text)),
  };
}

/** `namespace="team-a"`; nothing for other signs and for texts with escapes, which would have to be understood first. */
function exactMatcher(node: Node, text: string): { name: string; value: string }[] {
  const slice = (child: Node | null) => (child === null ? '' : text.slice(child.from, child.to));
  const name = slice(node.getChild('LabelName') ?? node.getChild('QuotedLabelName'));
  const value = slice(node.getChild('StringLiteral'));
  if (slice(node.getChild('MatchOp')) !== '=' || name.includes('\\') || value.includes('\\')) return [];
  return [{ name: /^["'`]/.test(name) ? name.slice(1, -1) : name, value: value.slice(1, -1) }];
}

function insertion({ shape }: Selector, matchers: string): string {
  if (shape === 'name') return `{${matchers}}`;
  return shape === 'matchers' ? `${matchers},` : matchers;
}

/** Reads what was made once more: as many selectors as before, each of which begins with the matchers. */
function checkHeld(held: string, count: number, matchers: string): void {
  const { text, selectors } = readSelectors(held);
  if (selectors.length === count && selectors.every(({ at }) => text.startsWith(matchers, at))) return;
  throw new ToolError(
    'invalid_input',
    'The PromQL cannot be held to the labels that the policy wants. Write it in another way.',
  );
}

function matcher({ name, values }: HeldLabel): string {
  const label = /^[A-Za-z_]\w*$/.test(name) ? name : quote(name);
  const [only = ''] = values;
  return values.length === 1
    ? `${label}=${quote(only)}`
    : `${label}=~${quote(values.map((value) => value.replaceAll(/[\\^$.|?*+()[\]{}]/g, '\\$&')).join('|'))}`;
}

/** A text as Go reads it; control characters by their code. */
function quote(text: string): string {
  const escaped = text
    .replaceAll(/["\\]/g, '\\$&')
    .replaceAll(/\p{Cc}/gu, (char) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);
  return `"${escaped}"`;
}

function unreadable(query: string, at: number): ToolError {
  const before = query.slice(0, at).split('\n');
  const near = at >= query.length ? 'at its end' : `at ${JSON.stringify(query.slice(at, at + 30))}`;
  const info = /^info\b/.test(query.slice(at))
    ? 'info() reads series that no selector names'
    : 'it must be PromQL that can be read, since each selector is held to labels of the policy';
  return new ToolError(
    'invalid_input',
    `The PromQL is not taken, line ${before.length}, column ${(before.at(-1) ?? '').length + 1} (${near}): ${info}. Correct it and ask again.`,
  );
}
