import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fillAws, MINUTE } from '../../integration/moto-fixture.ts';
import { startTestService, type TestService } from '../../support/harness.ts';
import { MOTO_MISSING, startMoto, type Moto } from '../../support/moto.ts';
import { commandLines } from './commands.ts';
import { AWS_CLI_MISSING, findAwsCli, runAwsCli, type Printed } from './real-cli.ts';

/** The real AWS CLI and run_aws_cli, both before the same moto. */
const BASE = Math.floor(Date.now() / MINUTE / 5) * 5 * MINUTE - 30 * MINUTE;
const LINES = commandLines(BASE);

const python = await findAwsCli();
const moto: Moto | undefined = python === undefined ? undefined : await startMoto();
const skip = python === undefined ? AWS_CLI_MISSING : moto === undefined ? MOTO_MISSING : false;

const folder = mkdtempSync(join(tmpdir(), 'cloudwatch-mcp-same-'));
let service: TestService;
const answersOf = new Map<string, Printed>();

before(async () => {
  if (moto === undefined || python === undefined) return;
  await fillAws(moto.url, BASE);
  // moto's user has the name of an access key.
  const config = join(folder, 'config.yaml');
  writeFileSync(config, 'redaction: { enabled: false }\n');
  service = await startTestService({
    endpoint: moto.url,
    regions: ['us-east-1', 'eu-west-1'],
    env: { CLOUDWATCH_MCP_CONFIG: config, CLOUDWATCH_MCP_TOOLSETS: 'all', CLOUDWATCH_MCP_MAX_RESULT_TOKENS: '100000' },
  });
  const answers = await runAwsCli(python, moto.url, LINES);
  for (const [i, line] of LINES.entries()) answersOf.set(line, answers[i] as Printed);
});
after(async () => {
  await service?.close();
  await moto?.close();
  rmSync(folder, { recursive: true });
});

void test('there are forty command lines', () => {
  assert.ok(new Set(LINES).size >= 40, `${LINES.length}`);
});

/** moto's times have microseconds, AWS's do not, and the SDK keeps none. */
function toMilliseconds(printed: string): string {
  return printed.replaceAll(
    /\.(\d{6})\+00:00/g,
    (_, micros: string) => `.${String(Math.round(Number(micros) / 1000)).padStart(3, '0')}000+00:00`,
  );
}

for (const line of LINES) {
  void test(`the same answer to ${line.replaceAll(String(BASE), 'BASE')}`, { skip }, async () => {
    const real = answersOf.get(line);
    assert.ok(real?.code === 0, `${real?.code} ${real?.err}`);
    const { text, isError } = await service.call('run_aws_cli', { command: line });
    assert.equal(isError, false, text);
    const ours = /^(`{3,})\n([\s\S]*)\n\1$/m.exec(text)?.[2] ?? '';
    const theirs = toMilliseconds(real.out);
    if (/--output[ =]text/.test(line)) assert.equal(`${ours}\n`, theirs);
    else assert.deepEqual(JSON.parse(ours), JSON.parse(theirs));
  });
}
