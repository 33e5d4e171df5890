/**
 * In a client pod: `node largest-answers.ts URL CALLS AT_ONCE` asks each of the tools with the largest answers, many at a time.
 * It ends with 1 where a call was lost or a tool answered less than ENOUGH of its calls.
 */
import { callTool, reasonOf } from './mcp.ts';

const [url = '', calls = '24', atOnce = '12'] = process.argv.slice(2);
/** The share of a tool's calls that must be answered. A deadline or a quota that is told loses no call, and is no answer. */
const ENOUGH = 0.8;
/** The nth differs from all others, so that no two share an answer. */
const QUESTIONS: readonly (readonly [tool: string, args: (n: number) => object])[] = [
  ['query_prometheus_range', (n) => ({ source: 'main', query: `fleet + ${n}`, start: '-6h', step: '30s', limit: 100 })],
  ['list_metrics', (n) => ({ metric_name: `Load${digits(n % 50)}` })],
  ['describe_log_groups', (n) => ({ name_contains: `${n % 100}` })],
  ['describe_alarms', (n) => ({ state: 'all', limit: 20 + (n % 80) })],
  ['search_log_events', (n) => ({ groups: ['/large/busy'], start: `-${60 + n}m`, limit: 500 })],
  [
    'get_metric_data',
    (n) => ({
      queries: [
        { expression: `SEARCH('{Large/Service${digits(n % 20)},InstanceId} ${digits(n % 50)}', 'Average', 300)` },
      ],
      start: `-${12 * 60 + n}m`,
    }),
  ],
];

function digits(n: number): string {
  return String(n).padStart(5, '0');
}

const lost: string[] = [];

/** All calls are for one tool, the worst there is for memory. */
async function ask([tool, args]: (typeof QUESTIONS)[number]): Promise<boolean> {
  let next = 0;
  let answered = 0;
  const refusals: string[] = [];
  const client = async (): Promise<void> => {
    for (let n = next++; n < Number(calls); n = next++) {
      try {
        const { text, isError } = await callTool(url, tool, args(n));
        if (isError) refusals.push(text);
        else answered += 1;
      } catch (error) {
        lost.push(`${tool}: ${reasonOf(error)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: Number(atOnce) }, client));
  const [said = ''] = refusals;
  const refused = refusals.length > 0 ? `, ${refusals.length} refused: ${said.slice(0, 160)}` : '';
  const share = answered / Number(calls);
  const judged = share < ENOUGH ? `, below ${ENOUGH * 100} %` : '';
  process.stdout.write(`${tool}: ${answered} of ${calls} answered (${Math.floor(share * 100)} %)${judged}${refused}\n`);
  return share >= ENOUGH;
}

let enoughAnswered = true;
for (const question of QUESTIONS) enoughAnswered = (await ask(question)) && enoughAnswered;
process.stdout.write(`${lost.length} lost\n${lost.slice(0, 5).join('\n')}`);
process.exitCode = lost.length === 0 && enoughAnswered ? 0 : 1;
