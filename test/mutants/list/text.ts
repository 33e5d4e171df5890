import type { Mutant } from '../mutant.ts';

/** What a model reads: fences, tables, cuts, tokens. */
export const TEXT_MUTANTS: readonly Mutant[] = [
  {
    name: 'fence: a log message can close its own',
    file: 'src/format/text.ts',
    find: "'`'.repeat(longest + 1)",
    replace: "'`'.repeat(longest)",
    tests: ['test/format/text.test.ts'],
  },
  {
    name: 'fence: a line of a message passes for an event',
    file: 'src/format/log-message.ts',
    find: "'\\n    ')",
    replace: "'\\n')",
    tests: ['test/format/log-message.test.ts'],
  },
  {
    name: 'table: a cell can add a column',
    file: 'src/format/table.ts',
    find: ".replaceAll('|', '\\\\|')",
    replace: '',
    tests: ['test/format/table.test.ts'],
  },
  {
    name: 'clipping: a character is cut in two',
    file: 'src/format/text.ts',
    find: 'last >= 0xd800 && last < 0xdc00 ? max - 1 : max',
    replace: 'last >= 0xd800 && last < 0xd800 ? max - 1 : max',
    tests: ['test/format/text.test.ts'],
  },
  {
    name: 'clipping: what is missing is miscounted',
    file: 'src/format/text.ts',
    find: 'formatCount(text.length - kept.length)',
    replace: 'formatCount(text.length - kept.length - 1)',
    tests: ['test/format/text.test.ts'],
  },
  {
    name: 'clipping: an error may be over the budget',
    file: 'src/mcp/call-tool.ts',
    find: 'clipToTokens(said, services.budgetTokens)',
    replace: 'errorText(error, outcome, reference)',
    tests: ['test/mcp/call-tool.test.ts'],
  },
  {
    name: 'internal errors: the caller is told what failed inside',
    file: 'src/mcp/call-tool.ts',
    find: '`Error: internal error, reference ${reference}.',
    replace: '`Error: ${String(error)}, reference ${reference}.',
    tests: ['test/mcp/hostile.test.ts'],
  },
  {
    name: 'tokens: digits are estimated too low',
    file: 'src/format/tokens.ts',
    find: 'tokens += Math.ceil((i - start) / 3);',
    replace: 'tokens += Math.ceil((i - start) / 4);',
    tests: ['test/properties/tokens.test.ts'],
  },
  {
    name: 'more: what was left out is not counted',
    file: 'src/format/text.ts',
    find: '(output.omitted ?? 0) > 0 ?',
    replace: '(output.omitted ?? 0) > 1 ?',
    tests: ['test/format/text.test.ts'],
  },
];
