import { resolve } from 'node:path';
import { startWorker, type Order, type Worker } from '../bench/processes.ts';
import type { WorldName } from '../bench/world.ts';
import type { UpstreamOrder, UpstreamTold } from './upstream.ts';

export type LoadUpstream = Worker<Order<UpstreamOrder>, UpstreamTold> & { readonly port: number };

const ENVIRONMENT = { PATH: process.env['PATH'] ?? '' };

/** The upstream of the load tests in a process of its own, which ends with this one. */
export async function startLoadUpstream(world: WorldName = 'speed'): Promise<LoadUpstream> {
  const script = resolve(import.meta.dirname, 'upstream.ts');
  const { worker, hello } = await startWorker<Order<UpstreamOrder>, UpstreamTold>([script, world], ENVIRONMENT);
  return { ...worker, port: hello.port ?? 0 };
}
