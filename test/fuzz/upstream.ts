import { fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

/** A sandbox and a Prometheus of fixed answers in a process of their own, so that their work holds nobody's deadline up. */
export interface Upstream {
  readonly awsUrl: string;
  readonly prometheusUrl: string;
  /** Requests to the sandbox that are still open when it has had time to notice those that were left. */
  idle(): Promise<number>;
  close(): Promise<void>;
}

/** Each takes both processes a turn of their loops. */
const TURNS = 1_000;

export async function startUpstream(): Promise<Upstream> {
  const child = fork(resolve(import.meta.dirname, 'upstream-process.ts'));
  const [urls] = (await once(child, 'message')) as [{ awsUrl: string; prometheusUrl: string }];
  return {
    ...urls,
    async idle() {
      for (let turn = 1; ; turn += 1) {
        const answer = once(child, 'message') as Promise<[number]>;
        child.send('open');
        const [open] = await answer;
        if (open === 0 || turn === TURNS) return open;
      }
    },
    async close() {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}
