/** Names and life times of log streams, as Kubernetes, Lambda and the others rotate them. */
import { seedOf, token } from './noise.ts';
import type { StreamLife } from './log-group.ts';
import { DAY } from './scene.ts';
import type { Scene } from './scene.ts';

const POD_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** Pods of a service: a set of them until each deployment, another one after. `nameOf` makes a stream's name of a pod's. */
export function podStreams(
  scene: Scene,
  service: string,
  options: { pods: number; deployments?: readonly number[]; nameOf?: (pod: string) => string },
): StreamLife[] {
  const seed = seedOf(service);
  const { pods, nameOf = (pod) => pod } = options;
  const usual = scene.oldest + DAY * (2 + ((seed >>> 0) % 9));
  const times = [scene.oldest - DAY, usual, ...(options.deployments ?? []), Infinity];
  return times.slice(0, -1).flatMap((from, set) =>
    Array.from({ length: pods }, (_, pod) => ({
      name: nameOf(
        `${service}-${token(seed, set, 10, POD_ALPHABET)}-${token(seed + 50 * (pod + 1), set, 5, POD_ALPHABET)}`,
      ),
      from,
      to: times[set + 1] ?? Infinity,
    })),
  );
}

/** Lambda's: `2026/11/21/[$LATEST]3f…`, `each` new ones a day. */
export function lambdaStreams(scene: Scene, name: string, each = 2): StreamLife[] {
  const today = Math.floor(scene.madeAt / DAY) * DAY;
  return Array.from({ length: 15 }, (_, i) => today - (14 - i) * DAY).flatMap((day) =>
    Array.from({ length: each }, (_, instance) => ({
      name: `${new Date(day).toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${token(seedOf(name) + 40 * instance, day / DAY, 32)}`,
      from: day,
      to: day === today ? Infinity : day + DAY,
    })),
  );
}

/** Streams that were always there. */
export function fixedStreams(scene: Scene, ...names: string[]): StreamLife[] {
  return names.map((name) => ({ name, from: scene.oldest - DAY, to: Infinity }));
}
