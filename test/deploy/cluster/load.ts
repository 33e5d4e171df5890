/**
 * In a client pod: `node load.ts URL STOP_FILE` calls tools without pause until the file is there, as clients of three kinds: with
 * calls of seconds in flight, with connections kept, and with a connection per call. No call is tried again. Says how many
 * were lost.
 */
import { existsSync } from 'node:fs';
import { callTool, pause, reasonOf } from './mcp.ts';

const [url = '', stopFile = ''] = process.argv.slice(2);
/** Of each kind. */
const CLIENTS = 4;
const KINDS = [
  { tool: 'describe_alarms', args: (n: number) => ({ name_prefix: `none-${n}` }), headers: {} },
  { tool: 'describe_log_groups', args: () => ({ name_contains: 'checkout' }), headers: {} },
  { tool: 'describe_log_groups', args: () => ({ name_contains: 'shop' }), headers: { connection: 'close' } },
];

let calls = 0;
let longest = 0;
const lost: string[] = [];

async function client({ tool, args, headers }: (typeof KINDS)[number]): Promise<void> {
  while (!existsSync(stopFile)) {
    calls += 1;
    const began = performance.now();
    try {
      const { text, isError } = await callTool(url, tool, args(calls), headers);
      if (isError) lost.push(`${tool}: ${text}`);
    } catch (error) {
      lost.push(`${new Date().toISOString()} ${tool} ${JSON.stringify(headers)}: ${reasonOf(error)}`);
    }
    longest = Math.max(longest, performance.now() - began);
    await pause(30);
  }
}

process.stdout.write('under way\n');
await Promise.all(KINDS.flatMap((kind) => Array.from({ length: CLIENTS }, () => client(kind))));
process.stdout.write(`${calls} calls, ${lost.length} lost, the longest ${Math.round(longest)} ms\n`);
process.stdout.write(lost.slice(0, 10).join('\n'));
process.exitCode = lost.length === 0 && calls > 0 ? 0 : 1;
