/**
 * What a filter pattern says, in words, and the mistakes that people make in one. CloudWatch Logs decides what matches:
 * this only explains. Source: "Filter pattern syntax" of the CloudWatch Logs user guide.
 */
interface PatternWords {
  readonly kind: 'terms' | 'json' | 'fields';
  readonly words: string;
  /** Of terms, as they must occur: `-` and `?` apart. */
  readonly required: readonly string[];
  /** Of a space-delimited pattern without `...`. */
  readonly fields: number | undefined;
  readonly hints: readonly string[];
}

const TERM = /\s*(\?|-)?\s*("(?:[^"\\]|\\.)*"|%[^%]*%|\S+)/g;

/** What a pattern matches, in words. */
export function patternWords(pattern: string): PatternWords {
  const text = pattern.trim();
  if (text.startsWith('{')) {
    const condition = text.replace(/^\{\s*/, '').replace(/\s*\}$/, '');
    return { kind: 'json', words: `JSON lines in which ${condition}`, required: [], fields: undefined, hints: [] };
  }
  if (text.startsWith('[')) return fieldWords(text);
  return termWords(text);
}

function termWords(text: string): PatternWords {
  const terms = [...text.matchAll(TERM)].map(([, sign, term = '']) => ({ sign, term }));
  const of = (wanted: string | undefined) => terms.flatMap(({ sign, term }) => (sign === wanted ? [term] : []));
  const [all, any, none] = [of(undefined), of('?'), of('-')];
  const parts = [
    all.length === 0 ? '' : `contain ${all.join(' and ')}`,
    any.length === 0 || all.length + none.length > 0 ? '' : `contain ${any.join(' or ')}`,
    none.length === 0 ? '' : `do not contain ${none.join(' or ')}`,
  ].filter((part) => part !== '');
  const ignored = any.length > 0 && all.length + none.length > 0;
  return {
    kind: 'terms',
    words: `lines that ${parts.join(' and ') || 'are any'} (case-sensitive)`,
    required: all.filter((term) => !term.startsWith('%')).map((term) => term.replaceAll(/^"|"$/g, '')),
    fields: undefined,
    hints: ignored ? [`Terms with ? have no effect beside others: ${any.map((term) => `?${term}`).join(' ')}.`] : [],
  };
}

function fieldWords(text: string): PatternWords {
  const names = text
    .replace(/^\[/, '')
    .replace(/\]$/, '')
    .split(',')
    .map((name) => name.trim());
  const open = names.includes('...');
  return {
    kind: 'fields',
    words: `space-delimited lines of ${open ? 'at least ' : ''}${names.length - (open ? 1 : 0)} fields: ${names.join(', ')}`,
    required: [],
    fields: open ? undefined : names.length,
    hints: [],
  };
}

/** Mistakes by how they look, and what to write. */
const MISTAKES: readonly (readonly [looks: RegExp, advice: string])[] = [
  [/^\s*\{[^"]*==/, 'Equal is one =, not ==.'],
  [/^\s*[{[].*\s(?:AND|and)\s/, 'Write && for AND.'],
  [/^\s*[{[].*\s(?:OR|or)\s/, 'Write || for OR.'],
  [/^\s*\{\s*[^\s(!$]/, 'A JSON pattern names fields from $: { $.level = "error" }.'],
  [/^[^"%]*'/, 'Texts are in double quotes, not single ones.'],
  [/^\s*\{[^}]*$/, 'It begins with { and does not end with }.'],
  [/^\s*\[[^\]]*$/, 'It begins with [ and does not end with ].'],
];

/** What is probably wrong with a pattern that CloudWatch Logs refused. */
export function patternMistakes(pattern: string): string[] {
  const outside = pattern.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""');
  const found = MISTAKES.filter(([looks]) => looks.test(outside)).map(([, advice]) => advice);
  const odd = /^\s*[{[]/.test(pattern)
    ? undefined
    : pattern.matchAll(TERM).find(([, , term = '']) => /^[^"%]*[^\w"%]/.test(term));
  if (odd === undefined) return found;
  return [
    ...found,
    `A term with other characters than letters, digits and _ is in double quotes: ${JSON.stringify(odd[2])}.`,
  ];
}

/** Why lines may not match that should, from what they look like. @param unmatched by their numbers */
export function unmatchedHints(pattern: string, unmatched: ReadonlyMap<number, string>): string[] {
  const { kind, required, fields, hints } = patternWords(pattern);
  const which = (is: (line: string) => boolean) => [...unmatched].flatMap(([n, line]) => (is(line) ? [n] : []));
  const found: string[] = [...hints];
  const add = (numbers: readonly number[], say: (lines: string, many: boolean) => string) => {
    const many = numbers.length > 1;
    if (numbers.length > 0) found.push(say(`${many ? 'Lines' : 'Line'} ${numbers.join(', ')}`, many));
  };
  if (kind === 'json') {
    add(
      which((line) => !isJson(line)),
      (lines, many) => `${lines} ${many ? 'are' : 'is'} no JSON: a JSON pattern never matches that.`,
    );
  }
  if (kind === 'terms' && required.length > 0) {
    const other = (line: string) => required.every((term) => line.toLowerCase().includes(term.toLowerCase()));
    add(
      which((line) => other(line) && !required.every((term) => line.includes(term))),
      (lines, many) => `${lines} ${many ? 'have' : 'has'} it in another case: %[Ee]rror% takes both.`,
    );
  }
  if (fields !== undefined) {
    add(
      which((line) => line.trim().split(/\s+/).length < fields),
      (lines, many) => `${lines} ${many ? 'have' : 'has'} fewer fields than the pattern's ${fields}.`,
    );
  }
  return found;
}

function isJson(line: string): boolean {
  try {
    return typeof JSON.parse(line) === 'object';
  } catch {
    return false;
  }
}
