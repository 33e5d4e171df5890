import { createPrivacy } from '../../../src/mcp/privacy.ts';
import { realisticLines } from '../../redaction/realistic.ts';
import { median, type Figure } from '../figures.ts';

const LINES = 40_000;
const ROUNDS = 7;

/** Log text that is cleaned in a second by one core, beside what `JSON.stringify` makes of the same lines. */
export async function* redaction(): AsyncGenerator<Figure> {
  const lines = realisticLines(LINES);
  const megabytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0) / 1e6;
  const { clean } = createPrivacy(undefined);
  const off = createPrivacy({ enabled: false, rules: {}, custom: [] });
  const works = { on: clean, off: off.clean, reference: (line: string) => JSON.stringify(line) };
  const speeds = { on: [] as number[], off: [] as number[], reference: [] as number[] };
  // The first is for warming up.
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const name of ['on', 'reference', 'off'] as const) {
      const speed = megabytes / cpuSeconds(() => lines.forEach((line) => works[name](line)));
      if (round > 0) speeds[name].push(speed);
    }
  }
  const reference = { name: 'JSON.stringify', value: median(speeds.reference) };
  const note = `${LINES.toLocaleString('en-US')} lines, ${megabytes.toFixed(1)} MB, one in fifty with a secret`;
  yield {
    what: 'redaction, every rule',
    value: median(speeds.on),
    unit: 'MB/s',
    reference,
    goal: { of: 'value', atLeast: 50 },
    note,
  };
  yield { what: 'redaction switched off', value: median(speeds.off), unit: 'MB/s', reference };
}

function cpuSeconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
