import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { kebab } from '../../../src/analysis/cli/kebab.ts';
import { modelOf } from '../../../src/aws/cli/model.ts';
import { actionOf, CLI_OPERATIONS } from '../../../src/aws/cli/operations.ts';
import { epochUnit } from '../../../src/tools/cli/shared/epoch-times.ts';
import { LIMITED } from '../../../src/tools/cli/shared/limits.ts';
import { REFERENCE } from '../../support/iam-requests.ts';
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

test('each operation is one that the IAM policy allows, and only reads', () => {
  const path = resolve(import.meta.dirname, '../../../iam/cloudwatch-mcp-permissions-policy-all.json');
  const { Statement }: { Statement: { Action: string[] }[] } = JSON.parse(readFileSync(path, 'utf8'));
  const allowed = new Set(Statement.flatMap(({ Action }) => Action));
  for (const action of CLI_OPERATIONS.map(actionOf)) {
    // AWS lets every identity ask who it is.
    assert.ok(allowed.has(action) || action === 'sts:GetCallerIdentity', action);
    const level = REFERENCE.get(action)?.accessLevel ?? 'Read';
    assert.match(level, /^(List|Read)$/, action);
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
