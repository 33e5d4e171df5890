import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageFile } from './installed.ts';
import { cursorIn, type Answer, type Journey } from './journey.ts';
import { ANSWERED, PAGED, REFUSED, SLOW, type Question } from './questions.ts';
import type { Way } from './sdk-clients.ts';
import { answerOf } from './walk.ts';

const run = promisify(execFile);
const PROGRAM = packageFile('@modelcontextprotocol/inspector', 'clients/launcher/build/index.js');

/** Its exit code for an answer with `isError`. */
const TOOL_ERROR = 5;

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line of MCP Inspector once: it connects, asks, prints and disconnects. */
export async function inspect({ url, headers = {} }: Way, args: readonly string[]): Promise<Ran> {
  const home = mkdtempSync(join(tmpdir(), 'inspector-'));
  const given = Object.entries(headers).flatMap(([name, value]) => ['--header', `${name}: ${value}`]);
  try {
    const env = { PATH: process.env['PATH'] ?? '', HOME: home };
    const command = [PROGRAM, '--cli', url, '--transport', 'http', ...args, ...given];
    return { code: 0, ...(await run(process.execPath, command, { env, maxBuffer: 16 * 1024 * 1024 })) };
  } catch (error) {
    return error as Ran;
  } finally {
    rmSync(home, { recursive: true });
  }
}

/** Walks it through all that its users do, a process for each. It shows neither the server's name nor progress. */
export async function walkInspector(way: Way, era: 'legacy' | 'modern'): Promise<Journey> {
  const options = ['--protocol-era', era, '--format', 'json'];
  const ask = async ({ tool, args }: Question): Promise<Answer> => {
    const asked = ['--method', 'tools/call', '--tool-name', tool, '--tool-args-json', JSON.stringify(args)];
    return answerOf(resultOf(await inspect(way, [...asked, ...options])));
  };
  const listed = resultOf(await inspect(way, ['--method', 'tools/list', ...options])) as { tools: { name: string }[] };
  const [answered, refused] = await Promise.all([ask(ANSWERED), ask(REFUSED)]);
  const began = performance.now();
  const slow = await ask(SLOW);
  const slowMs = performance.now() - began;
  const first = await ask(PAGED);
  const second = await ask({ ...PAGED, args: { ...PAGED.args, cursor: cursorIn(first) } });
  return {
    server: undefined,
    protocol: undefined,
    tools: listed.tools.map(({ name }) => name),
    answered,
    refused,
    slow,
    slowMs,
    progress: undefined,
    pages: [first, second],
  };
}

function resultOf({ code, stdout, stderr }: Ran): object {
  const { result } = stdout === '' ? {} : (JSON.parse(stdout) as { result?: { isError?: boolean } });
  if (result === undefined || code !== (result.isError === true ? TOOL_ERROR : 0)) {
    throw new Error(`the inspector ended with ${code}: ${stdout}${stderr}`);
  }
  return result;
}
