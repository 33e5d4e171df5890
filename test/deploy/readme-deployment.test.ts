import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { missing, runTool } from '../../scripts/deploy-tools.ts';
import { findCommand } from '../support/find-command.ts';
import { openBench, type Bench } from '../support/workflow-step.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const ACCOUNT = '111122223333';
const ISSUER = 'oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE';

/** The commands that take a reader from nothing to a checked installation. */
const COMMANDS = /<!-- deployment -->\n```bash\n([\s\S]*?)```/.exec(readFileSync(join(ROOT, 'README.md'), 'utf8'))?.[1];

let bench: Bench;
beforeEach(() => {
  bench = openBench();
  // What only an AWS account, a registry and a cluster could answer.
  bench.stub(
    'aws',
    `case $* in *get-caller-identity*) echo ${ACCOUNT};; *describe-cluster*) echo https://${ISSUER};; esac`,
  );
  bench.stub('docker', '');
  bench.stub('helm', '');
  bench.stub('kubectl', 'echo AWS_ROLE_ARN=arn');
  // The scripts are those of package.json; `npm ci` has been here.
  bench.stub('npm', `[ "$1" = ci ] || exec ${findCommand('npm')} --prefix ${ROOT} "$@"`);
});
afterEach(() => bench.remove());

test(
  'the commands of README.md make the role, install into both namespaces and check',
  { skip: missing('helm') },
  async () => {
    assert.ok(COMMANDS, 'README.md has the block');
    const { code, stderr } = await bench.run(COMMANDS, { cwd: bench.folder });
    assert.equal(code, 0, stderr);
    const calls = bench.calls();

    const trust = readFileSync(join(bench.folder, 'trust.json'), 'utf8');
    assert.ok(trust.includes(`arn:aws:iam::${ACCOUNT}:oidc-provider/${ISSUER}`), trust);
    assert.match(readFileSync(join(bench.folder, 'permissions.json'), 'utf8'), /"logs:FilterLogEvents"/);
    const files = calls.flat().filter((word) => word.startsWith('file://'));
    assert.deepEqual(files, ['file://trust.json', 'file://permissions.json']);

    const built = calls.find(([name, verb]) => name === 'docker' && verb === 'build') ?? [];
    assert.equal(built[built.indexOf('--platform') + 1], 'linux/amd64', 'whatever this machine is');

    const installs = calls.filter(([name, verb]) => name === 'helm' && verb === 'upgrade');
    assert.deepEqual(
      installs.map((words) => words[words.indexOf('--namespace') + 1]),
      ['jarvis', 'jarvis-demo'],
    );
    for (const [, , install, release = '', chart = '', ...flags] of installs) {
      assert.equal(install, '--install');
      const rendered = flags.filter((flag) => !['--wait', '--create-namespace'].includes(flag));
      const {
        code: refused,
        stdout,
        output,
      } = await runTool('helm', ['template', release, join(ROOT, chart), ...rendered]);
      assert.equal(refused, 0, output);
      assert.ok(
        stdout.includes(`eks.amazonaws.com/role-arn: "arn:aws:iam::${ACCOUNT}:role/CloudWatchMCPServerRole"`) ||
          stdout.includes(`eks.amazonaws.com/role-arn: arn:aws:iam::${ACCOUNT}:role/CloudWatchMCPServerRole`),
      );
      const pushed = calls.find(([name, verb]) => name === 'docker' && verb === 'push')?.[2] ?? '';
      assert.match(stdout, new RegExp(`image: "?${pushed}"?\n`), 'the chart runs the tag that was pushed');
    }

    const checks = calls.filter(([name, verb]) => (name === 'helm' && verb === 'test') || name === 'kubectl');
    assert.deepEqual(
      checks.map((words) => words.slice(1).join(' ')),
      ['jarvis', 'jarvis-demo'].flatMap((namespace) => [
        `test cloudwatch-mcp --namespace ${namespace}`,
        `exec --namespace ${namespace} deployment/cloudwatch-mcp -- env`,
        `exec --namespace ${namespace} deployment/cloudwatch-mcp -- cloudwatch-mcp doctor`,
      ]),
    );
  },
);

test('the check of README.md goes on with Pod Identity, and does not take a pod without credentials for one', async () => {
  const line = COMMANDS?.split('\n').find((text) => text.includes('-- env |')) ?? '';
  for (const [variable, code] of [
    ['AWS_CONTAINER_CREDENTIALS_FULL_URI=http://169.254.170.23/v1/credentials', 0],
    ['AWS_REGION=us-east-1', 1],
  ] as const) {
    bench.stub('kubectl', `echo ${variable}`);
    assert.equal((await bench.run(line, { cwd: bench.folder })).code, code, variable);
  }
});

for (const [what, name, body] of [
  ['credentials are missing', 'aws', 'exit 255'],
  ['the image is not pushed', 'docker', '[ $1 != push ]'],
  ['npm has no script to print the policies', 'npm', '[ "$1" = ci ]'],
] as const) {
  test(`the commands of README.md make no role and install nothing where ${what}`, async () => {
    bench.stub(name, body);
    const { code } = await bench.run(`set +e\n${COMMANDS}`, { cwd: bench.folder });
    assert.notEqual(code, 0);
    const made = bench
      .calls()
      .filter((words) => words.includes('create-role') || ['helm', 'kubectl'].includes(words[0] ?? ''));
    assert.deepEqual(made, []);
  });
}

test('the chart that README.md installs, and the commands of its notes, are those of this tree', async () => {
  const notes = readFileSync(join(ROOT, 'charts/cloudwatch-mcp/templates/NOTES.txt'), 'utf8');
  const usage = await runSources('--help');
  const commands = [...notes.matchAll(/ cloudwatch-mcp ([a-z-]+)(?: |$)/gm)].map((match) => match[1] ?? '');
  assert.deepEqual([...new Set(commands)].toSorted(), ['doctor', 'iam-policy']);
  for (const command of commands) assert.match(usage, new RegExp(`cloudwatch-mcp ${command}\\b`));
  const flags = [...notes.matchAll(/iam-policy(.*(?:\\\n.*)?)$/gm)].flatMap(
    (match) => match[1]?.match(/--[a-z-]+/g) ?? [],
  );
  for (const flag of new Set(flags)) assert.ok(usage.includes(flag), flag);
});

async function runSources(...args: readonly string[]): Promise<string> {
  const { stdout } = await bench.run(`${process.execPath} src/main.ts ${args.join(' ')}`, { cwd: ROOT });
  return stdout;
}
