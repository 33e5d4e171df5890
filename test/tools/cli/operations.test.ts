import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kebab } from '../../../src/analysis/cli/kebab.ts';
import { modelOf } from '../../../src/aws/cli/model.ts';
import { CLI_OPERATIONS } from '../../../src/aws/cli/operations.ts';
import { epochUnit } from '../../../src/tools/cli/shared/epoch-times.ts';
import { LIMITED } from '../../../src/tools/cli/shared/limits.ts';
import { MORE_QUESTIONS } from '../../support/more-questions.ts';
import { QUESTIONS } from '../../support/questions.ts';

test('each operation that is run has a limit, and each limit an operation', () => {
  assert.deepEqual(LIMITED.toSorted(), CLI_OPERATIONS.map(({ name }) => name).toSorted());
});

test('each operation is among the questions that every tool is tried with', () => {
  const commands = [...QUESTIONS, ...MORE_QUESTIONS].flatMap(([tool, args]) =>
    tool === 'run_aws_cli' ? [String(args['command']).replace(/^aws /, '')] : [],
  );
  const asked = new Set(commands.map((command) => command.split(' ').slice(0, 2).join(' ')));
  for (const { service, name } of CLI_OPERATIONS) {
    assert.ok(asked.has(`${service} ${kebab(name)}`), `${service} ${kebab(name)}`);
  }
});

test('each number that is a time says what it counts', () => {
  for (const operation of CLI_OPERATIONS) {
    for (const [member, of] of modelOf(operation).input.members) {
      const isTime = of().kind === 'number' && /time/i.test(member);
      assert.equal(epochUnit(operation, member) !== undefined, isTime, `${operation.name} ${member}`);
    }
  }
});
