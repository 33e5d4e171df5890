/** `serve` with one tool that breaks as no tool should, with all it was asked in its error. */
import { TOOLS } from '../../src/tools/index.ts';

const broken = TOOLS.find(({ name }) => name === 'describe_log_groups');
if (broken === undefined) throw new Error('there is no such tool any more');
const run = broken.run.bind(broken);
Object.assign(broken, {
  run: (input: { name_contains?: string }, context: never) => {
    if (input.name_contains?.startsWith('break') !== true) return run(input, context);
    throw new TypeError(`cannot read ${JSON.stringify(input)}\n    at ${input.name_contains} (/a:1:1)`, {
      cause: Object.assign(new Error(input.name_contains), { code: input.name_contains, detail: input }),
    });
  },
});

await import('../../src/main.ts');
