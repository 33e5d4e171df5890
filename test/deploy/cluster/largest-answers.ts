/** In a client pod: `node largest-answers.ts URL CALLS AT_ONCE` asks for the largest answers there are, many at a time. */
import { callTool } from './mcp.ts';

const [url = '', total = '60', atOnce = '20'] = process.argv.slice(2);
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
      queries: [{ expression: `SEARCH('{Large/Service${digits(n % 20)},InstanceId} ${digits(n % 50)}', 'Average', 300)` }],
      start: `-${12 * 60 + n}m`,
    }),
  ],
];

function digits(n: number): string {
  return String(n).padStart(5, '0');
}

let next = 0;
const told = new Map<string, { answered: number; inWords: number; said: string }>();
const lost: string[] = [];

async function client(): Promise<void> {
  for (let n = next++; n < Number(total); n = next++) {
    const [tool, args] = QUESTIONS[n % QUESTIONS.length] ?? ['', () => ({})];
    const tally = told.get(tool) ?? { answered: 0, inWords: 0, said: '' };
    told.set(tool, tally);
    try {
      const { text, isError } = await callTool(url, tool, args(n));
      // A deadline or a quota that is told is an answer too: the call is not lost.
      if (isError) {
        tally.inWords += 1;
        tally.said = text;
      } else tally.answered += 1;
    } catch (error) {
      lost.push(`${tool}: ${(error as Error).message} ${String((error as Error).cause ?? '')}`);
    }
  }
}

await Promise.all(Array.from({ length: Number(atOnce) }, client));
for (const [tool, { answered, inWords, said }] of told) {
  process.stdout.write(`${tool}: ${answered} answered${inWords > 0 ? `, ${inWords} refused: ${said.slice(0, 160)}` : ''}\n`);
}
process.stdout.write(`${total} calls, ${lost.length} lost\n${lost.slice(0, 5).join('\n')}`);
const answered = [...told.values()].filter((tally) => tally.answered > 0).length;
process.exitCode = lost.length === 0 && answered === QUESTIONS.length ? 0 : 1;
