import type { Figure, Unmeasured } from './figures.ts';
import { runLoad, toolCall, type LoadResult } from './load.ts';
import {
  startReference,
  startService,
  startUpstream,
  type Reference,
  type ServiceProcess,
  type Upstream,
} from './processes.ts';
import type { Question } from './questions.ts';

/** What is asked, and how much of it. */
export interface Size {
  readonly questions: readonly Question[];
  /** Rounds of alternating order; the figure is their median. */
  readonly rounds: number;
  /** Calls of each side a round. */
  readonly calls: number;
}

/** What the sections measure with: one upstream, one service, one reference, each a process, and this one for the load. */
export interface Bench {
  readonly upstream: Upstream;
  readonly service: ServiceProcess;
  readonly reference: Reference;
  readonly entry: string;
  readonly size: Size;
  /** A number that no question of this run had before. */
  nextNumber(): number;
  /** Asks the service `calls` times, each time something else. */
  ask(question: Question, calls: number, concurrency: number): Promise<LoadResult>;
  stop(): Promise<void>;
}

export type Section = (bench: Bench) => AsyncIterable<Figure | Unmeasured>;

/**
 * @param entry the service's main file, relative to the repository: `src/main.ts` or `dist/main.js`
 * @param execArgv of the service's process
 */
export async function startBench(entry: string, size: Size, execArgv: readonly string[] = []): Promise<Bench> {
  const upstream = await startUpstream();
  const [service, reference] = await Promise.all([
    startService(upstream.port, { entry, execArgv }),
    startReference(upstream.port),
  ]);
  let number = 0;
  const nextNumber = (): number => (number += 1);
  return {
    upstream,
    service,
    reference,
    entry,
    size,
    nextNumber,
    ask({ tool, args, expected, modern }, calls, concurrency) {
      const requests = Array.from({ length: calls }, () => toolCall(tool, args(nextNumber()), modern));
      return runLoad(service.port, { requests, concurrency, expected });
    },
    async stop() {
      await service.stop();
      reference.stop();
      upstream.stop();
    },
  };
}
