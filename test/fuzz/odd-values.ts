import fc from 'fast-check';

/** Texts that have broken something somewhere: no case of them is special to this service. */
const ODD_TEXTS = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud83d',
  'x\udc00',
  '\ufeff',
  '\u202eabc\u202c',
  '\u200b',
  '👩‍👩‍👧‍👦',
  'ﷺ'.repeat(40),
  'é́́́',
  '漢字'.repeat(60),
  'null',
  'undefined',
  'NaN',
  'true',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '*',
  '**',
  '%',
  '%s%n',
  '$',
  '${x}',
  '\\',
  '"',
  "'",
  '`',
  '```',
  '|',
  '| a | b |\n| --- | --- |',
  '\n\n',
  '\r\nMore: cursor="x"',
  '../../etc/passwd',
  '<script>alert(1)</script>',
  '; DROP TABLE',
  '{{7*7}}',
  '(((((((((((',
  '[[[[[[',
  '}{',
  'a'.repeat(255),
  'a'.repeat(256),
  'aB3'.repeat(700),
  '(a+)+$',
  '%(a|a)*b%',
  'arn:aws:logs:us-east-1:123456789012:log-group:/shop/checkout:*',
  'arn:aws:logs:::log-group:',
  'https://example.com/?a=b&c=d#e',
  'İstanbul',
  'ß',
];

/** Any text: known trouble, short text of any characters, or a very long one. */
export const oddText: fc.Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...ODD_TEXTS) },
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
  { weight: 2, arbitrary: fc.array(fc.nat(0xffff), { maxLength: 8 }).map((codes) => String.fromCharCode(...codes)) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...ODD_TEXTS, 'x', '-', '漢'), fc.nat(9_000)).map(longText) },
);

function longText([piece, length]: [string, number]): string {
  return (piece === '' ? ' ' : piece).repeat(Math.ceil(length / (piece.length || 1))).slice(0, length);
}

const EDITS = [
  (text: string, at: number) => text.slice(0, at) + text.slice(at + 1),
  (text: string, at: number) => text.slice(0, at),
  (text: string, at: number) => text.slice(at),
  (text: string, at: number) => text.slice(0, at) + text.slice(at, at + 4).repeat(3) + text.slice(at + 4),
  (text: string, at: number, odd: string) => text.slice(0, at) + odd + text.slice(at),
  (text: string, at: number, odd: string) => text.slice(0, at) + odd + text.slice(at + 1),
  (text: string) => text.toUpperCase(),
  (text: string) => ` ${text} `,
  (text: string) => `${text}\n`,
] as const;

/** One to three changes of a text that was right. */
export const edits: fc.Arbitrary<(text: string) => string> = fc
  .array(fc.tuple(fc.constantFrom(...EDITS), fc.double({ min: 0, max: 1, noNaN: true }), oddText), {
    minLength: 1,
    maxLength: 3,
  })
  .map(
    (made) => (text) =>
      made.reduce((now, [change, share, odd]) => change(now, Math.floor(share * now.length), odd), text),
  );

export function nearly(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(text, edits).map(([right, edit]) => edit(right));
}

/** How a model gets an enum's value wrong, or a shell hands it on. */
export function enumNearMisses(value: string): string[] {
  return [
    value.toLowerCase(),
    value.toUpperCase(),
    `${value}s`,
    `${value} `,
    `\t${value}`,
    `"${value}"`,
    value.slice(0, -1),
    value.replaceAll('_', '-'),
    `${value.slice(0, 1)}${value}`,
    `${value},${value}`,
    '',
  ].filter((miss) => miss !== value);
}

const ODD_NUMBERS = [0, -0, -1, 1, 0.5, 1e-300, 1e21, 1e308, -1e308, 2 ** 31, 2 ** 32, 2 ** 53, -(2 ** 53) - 1];

/** Any JSON value, of any type and shape; deep ones too. What JSON cannot say is not in it. */
export const junk: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<unknown>(null, true, false, [], {}, [null], [[]], [{}], { toString: 1 }) },
  { weight: 3, arbitrary: fc.constantFrom(...ODD_NUMBERS) },
  { weight: 3, arbitrary: oddText },
  { weight: 3, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 1, arbitrary: fc.integer({ min: 5, max: 3_000 }).map(nested) },
  { weight: 1, arbitrary: fc.constantFrom('{"a":1}', '["a"]', '"a"', '1', 'true').map((text) => text) },
  { weight: 1, arbitrary: fc.array(oddText, { maxLength: 60 }) },
  { weight: 1, arbitrary: fc.dictionary(oddText, fc.jsonValue({ maxDepth: 1 }), { maxKeys: 5 }) },
);

function nested(levels: number): unknown {
  let value: unknown = levels % 2 === 0 ? [] : {};
  for (let i = 0; i < levels; i += 1) value = i % 2 === 0 ? [value] : { a: value };
  return value;
}
