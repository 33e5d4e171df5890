/**
 * `npm run bench [-- section…]`: measures the service in a process of its own and prints each figure beside its goal. Ends
 * with 0 whatever the figures are. `--sources` measures `src/` as it is instead of a build, `--json` prints JSON lines,
 * `--rounds` and `--calls` say how much, `--only describe_alarms` leaves the other questions out (`--only tools/list` all),
 * `--profile <folder>` leaves the CPU profile of the service there. Section `peers` measures the other MCP servers that the
 * file named by `--peers` tells of.
 */
import { cpus, loadavg } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { startBench, type Section } from './bench.ts';
import { build } from './build.ts';
import { isReached, line, ratioOf } from './figures.ts';
import { QUESTIONS } from './questions.ts';
import { catalog } from './sections/catalog.ts';
import { cpuPerCall } from './sections/cpu.ts';
import { peers } from './sections/peers.ts';
import { redaction } from './sections/redaction.ts';
import { slowUpstream } from './sections/slow-upstream.ts';
import { startAndMemory } from './sections/start-and-memory.ts';
import { callsPerSecond } from './sections/throughput.ts';
import { tokens } from './sections/tokens.ts';
import { upstreamUse } from './sections/upstream-use.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sources: { type: 'boolean', default: false },
    only: { type: 'string' },
    profile: { type: 'string' },
    peers: { type: 'string' },
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
    calls: { type: 'string', default: '400' },
  },
});
const peersFile = values.peers;
const SECTIONS: Readonly<Record<string, Section>> = {
  ...(peersFile !== undefined && { peers: (bench) => peers(bench, resolve(peersFile)) }),
  cpu: cpuPerCall,
  throughput: callsPerSecond,
  upstream: upstreamUse,
  tokens,
  memory: startAndMemory,
  slow: slowUpstream,
  redaction,
  catalog,
};

const names = positionals.length === 0 ? Object.keys(SECTIONS) : positionals;
const unknown = names.find((name) => !Object.hasOwn(SECTIONS, name));
if (unknown === 'peers') {
  process.stderr.write('Name the file that tells of the peers: --peers test/bench/peers.example.json is an example.\n');
  process.exit(2);
}
if (unknown !== undefined) {
  process.stderr.write(`There is no section ${unknown}. Sections: ${Object.keys(SECTIONS).join(', ')}.\n`);
  process.exit(2);
}
if (!values.sources) build();

const entry = values.sources ? 'src/main.ts' : 'dist/main.js';
const size = { rounds: Number(values.rounds), calls: Number(values.calls) };
const profile = values.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${resolve(values.profile)}`];
const questions = QUESTIONS.filter(({ name }) => values.only === undefined || name === values.only);
const bench = await startBench(entry, { questions, ...size }, profile);
try {
  for (const name of names) {
    if (!values.json) process.stdout.write(`\n${name}: ${circumstances()}\n`);
    for await (const figure of SECTIONS[name]?.(bench) ?? []) {
      const judged = 'trouble' in figure ? {} : { ratio: ratioOf(figure), reached: isReached(figure) };
      const told = { section: name, ...figure, ...judged };
      process.stdout.write(values.json ? `${JSON.stringify(told)}\n` : `  ${line(figure)}\n`);
    }
  }
} finally {
  await bench.stop();
}

/** Figures of a machine that does something else too are worth little. */
function circumstances(): string {
  const load = loadavg()[0] ?? 0;
  return `${entry}, Node ${process.version}, ${cpus().length} cores, load average ${load.toFixed(1)} of the last minute`;
}
