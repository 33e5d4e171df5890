import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from '../bench/build.ts';
import type { WorldName } from '../bench/world.ts';
import { startService, type ServiceProcess } from '../bench/processes.ts';
import { gather, type Spell } from './crowd.ts';
import { askOf, type Ask } from './mix.ts';
import { startLoadUpstream, type LoadUpstream } from './processes.ts';

/** The service before its upstream, each in a process of its own, as warm as it is after minutes of use. */
export interface Subject {
  readonly service: ServiceProcess;
  readonly upstream: LoadUpstream;
  /** A number that no question had before. */
  nextNumber(): number;
  /** The next question of the mix. */
  next(): Ask;
  stop(): Promise<void>;
}

export interface SubjectOptions {
  readonly world?: WorldName | undefined;
  /** A token for each caller; without any everybody is let in, and nobody told from another. */
  readonly tokens?: readonly string[] | undefined;
  /** Sections of the configuration file. */
  readonly config?: object | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly execArgv?: readonly string[] | undefined;
}

/**
 * Before an upstream that is not AWS log searches alone are paced (docs/limits.md): whoever searches waits for those before, by
 * turns, and so does every client of a mix, whatever the service can do. This is the highest pace that can be set.
 */
export const UNPACED = { CLOUDWATCH_MCP_LOGS_SEARCH_RATE: '1000' };

/** What runs before anything is measured: the first few callers make the upstream's answers, all others compile the code. */
const FIRST = { clients: 4, seconds: 4 };

/** What packages and images run. */
const ENTRY = 'dist/main.js';
let isBuilt = false;

/** Starts what is built of the sources as they are. */
export async function startSubject(options: SubjectOptions = {}): Promise<Subject> {
  if (!isBuilt) build();
  isBuilt = true;
  const folder = mkdtempSync(join(tmpdir(), 'cloudwatch-mcp-load-'));
  const { tokens = [], config = {}, env, execArgv } = options;
  const upstream = await startLoadUpstream(options.world);
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  const bearer = tokens.length > 0 && {
    CLOUDWATCH_MCP_AUTH: 'bearer',
    CLOUDWATCH_MCP_BEARER_TOKENS_FILE: file('tokens', tokens.map((token, i) => `caller-${i}: ${token}\n`).join('')),
  };
  const service = await startService(upstream.port, {
    entry: ENTRY,
    ...(execArgv && { execArgv }),
    env: {
      CLOUDWATCH_MCP_CONFIG: file('config.yaml', JSON.stringify(config)),
      CLOUDWATCH_MCP_TOOLSETS: 'all',
      ...bearer,
      ...env,
    },
  });
  let number = 0;
  const subject: Subject = {
    service,
    upstream,
    nextNumber: () => (number += 1),
    next: () => askOf((number += 1)),
    async stop() {
      await service.stop();
      upstream.stop();
      rmSync(folder, { recursive: true });
    },
  };
  const few = await gather(
    service.port,
    tokens.length > 0 ? tokens.slice(0, FIRST.clients) : FIRST.clients,
    subject.next,
  );
  await few.atOnce(FIRST.seconds);
  few.leave();
  return subject;
}

/** A token that the service takes, of the nth caller. */
export function tokenOf(n: number): string {
  return `load-test-caller-${String(n).padStart(40, '0')}`;
}

/** What of each answer's time was not the upstream's, milliseconds: the upstream tells how long it had the question's requests. */
export async function addedMs({ upstream }: Subject, { answered }: Spell): Promise<number[]> {
  const { held = {} } = await upstream.ask({ held: true });
  return answered.map(({ n, tookMs }) => tookMs - (held[n] ?? 0));
}

/** Figures of a machine that does something else too are worth little. */
export function circumstances(): string {
  return `load average ${(loadavg()[0] ?? 0).toFixed(1)} of the last minute`;
}
