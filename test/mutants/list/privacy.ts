import type { Mutant } from '../mutant.ts';

/** What leaves: secrets, what hides in texts, and the service's own log. */
export const PRIVACY_MUTANTS: readonly Mutant[] = [
  {
    name: 'privacy: a cursor carries the secret in a name',
    file: 'src/mcp/privacy.ts',
    find: 'if (safe === text) return text;',
    replace: 'if (safe !== "") return text;',
    tests: ['test/mcp/private-cursors.test.ts'],
  },
  {
    name: 'privacy: messages are clipped before they are redacted',
    file: 'src/tools/logs/search-log-events.ts',
    find: 'context.cleanMessages(shown)',
    replace: 'shown.map((event) => event.message)',
    tests: ['test/mcp/privacy.test.ts'],
  },
  {
    name: 'privacy: errors leave as upstreams said them',
    file: 'src/mcp/privacy.ts',
    find: '`${clean(text)}${namesPlaceholder',
    replace: '`${text}${namesPlaceholder',
    tests: ['test/mcp/privacy.test.ts'],
  },
  {
    name: 'privacy: an output leaves as the tool made it',
    file: 'src/mcp/privacy.ts',
    find: 'cleanOutput: (output) => cleanData(output, clean)',
    replace: 'cleanOutput: (output) => output',
    tests: ['test/mcp/privacy.test.ts'],
  },
  {
    name: 'redaction: an escape is no boundary',
    file: 'src/redaction/rule.ts',
    find: '`(?:(?<![${chars}])|${BEHIND_ESCAPE})`',
    replace: '`(?<![${chars}])`',
    tests: ['test/redaction/labelled.test.ts'],
  },
  {
    name: 'redaction: a key is hidden only where its edge comes first',
    file: 'src/redaction/key-lines.ts',
    find: "const isKey = run.some(({ kind }) => kind === 'private');",
    replace: "const isKey = run[0]?.kind === 'private';",
    tests: ['test/redaction/key-lines.test.ts'],
  },
  {
    name: 'redaction: the name beside values tells nothing',
    file: 'src/redaction/clean.ts',
    find: "const own = telling(parts['name']);",
    replace: "const own = '';",
    tests: ['test/redaction/clean.test.ts'],
  },
  {
    name: 'redaction: the first look overlooks a word',
    file: 'src/redaction/first-look.ts',
    find: "'bearer-token': ['rer', 'riz']",
    replace: "'bearer-token': ['riz']",
    tests: ['test/redaction/redactor.test.ts'],
  },
  {
    name: 'redaction: a card number needs no check digit',
    file: 'src/redaction/card-number.ts',
    find: 'return sum % 10 === 0 &&',
    replace: 'return sum % 10 >= 0 &&',
    tests: ['test/redaction/labelled.test.ts'],
  },
  {
    name: 'own log: an error is logged with its message',
    file: 'src/redaction/safe-error.ts',
    find: 'const frames = (at < 0 ? stack : stack.slice(at + message.length)).split',
    replace: 'return stack; const frames = (at < 0 ? stack : stack.slice(at + message.length)).split',
    tests: ['test/redaction/clean.test.ts'],
  },
  {
    name: 'visible: marks that turn the direction of writing pass',
    file: 'src/format/visible.ts',
    find: 'if (!ANY.test(text)) return text;',
    replace: 'if (!ANY.test(text) || text.length > 5) return text;',
    tests: ['test/format/visible.test.ts'],
  },
];
