import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import pino from 'pino';
import { loadConfig } from '../../src/config.ts';
import { callTool, type Answer } from '../../src/mcp/call-tool.ts';
import type { CallRecord } from '../../src/mcp/record.ts';
import { sandboxCredentials, startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';
import { createService, type Service } from '../../src/service.ts';
import { TEST_NOW } from './harness.ts';

/** The service's own pipeline, asked by callers of any name. */
export interface LimitedService {
  readonly service: Service;
  readonly sandbox: Sandbox;
  /** What was recorded of the calls, in their order. */
  readonly records: CallRecord[];
  /** How often an AWS operation was asked. */
  asked(operation: string): number;
  ask(who: string, name: string, args: object, signal?: AbortSignal): Promise<Answer>;
}

/** The path of a configuration file with the section `budgets`, as long as the test runs. */
export function budgetsFile(t: TestContext, budgets: object): string {
  const folder = mkdtempSync(join(tmpdir(), 'cloudwatch-mcp-budgets-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'config.yaml');
  writeFileSync(file, JSON.stringify({ budgets }));
  return file;
}

/** The service before a sandbox, with the section `budgets` of its configuration file. */
export async function startLimitedService(
  t: TestContext,
  budgets: object,
  makeWorld?: SandboxOptions['makeWorld'],
): Promise<LimitedService> {
  const clock = () => TEST_NOW;
  const config = loadConfig([], { CLOUDWATCH_MCP_CONFIG: budgetsFile(t, budgets) });
  const sandbox = await startSandbox({ clock, makeWorld });
  const aws = { endpoint: sandbox.url, credentials: sandboxCredentials };
  const service = createService(config, pino({ level: 'silent' }), { aws, clock });
  t.after(() => {
    service.close();
    return sandbox.close();
  });
  const records: CallRecord[] = [];
  const recorder = { call: (record: CallRecord) => void records.push(record), internalError: () => undefined };
  return {
    service,
    sandbox,
    records,
    asked: (operation) => sandbox.calls()[operation] ?? 0,
    ask(who, name, args, signal = new AbortController().signal) {
      const principal = { name: who, groups: [], scopes: undefined };
      return callTool({ name, args, signal, principal, progress: () => undefined }, { ...service.mcp, recorder });
    },
  };
}
