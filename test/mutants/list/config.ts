import type { Mutant } from '../mutant.ts';

/** The configuration file: what is wrong with it is found, and said without its secrets. */
export const CONFIG_MUTANTS: readonly Mutant[] = [
  {
    name: 'config: a misspelled key is taken for nothing',
    file: 'src/config-file-schema.ts',
    find: 'z.strictObject(',
    replace: 'z.object(',
    tests: ['test/config-file.test.ts'],
  },
  {
    name: 'config: the password of a URL is shown',
    file: 'src/config-issues.ts',
    find: String.raw`.replaceAll(/\/\/[^/\s@"]*@/g, '//…@')`,
    replace: '',
    tests: ['test/config-file.test.ts'],
  },
  {
    name: 'config: a policy may name accounts that do not exist',
    file: 'src/config-file.ts',
    find: ', ...crossMistakes(content, given)]',
    replace: ']',
    tests: ['test/config-file.test.ts'],
  },
  {
    name: 'config: the file beats the variables',
    file: 'src/config.ts',
    find: '{ ...file?.texts, ...given }',
    replace: '{ ...given, ...file?.texts }',
    tests: ['test/config.test.ts'],
  },
  {
    name: 'doctor: a service that asks nobody for a token passes',
    file: 'src/doctor/service-checks.ts',
    find: "if (auth === 'none') return toolsOf",
    replace: "if (auth === 'none' || answer.status === 200) return toolsOf",
    tests: ['test/doctor/service-checks.test.ts'],
  },
];
