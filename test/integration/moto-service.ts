import { startTestService, type ToolAnswer } from '../support/harness.ts';
import { MOTO_MISSING, startMoto } from '../support/moto.ts';
import { fillAws, MINUTE } from './moto-fixture.ts';

/** Minutes from the fixture's first datapoint to now, and what that datapoint's time is a multiple of. */
const AGE_MINUTES = 30;
const ALIGNED_MINUTES = 5;

/** The service before a moto that holds the fixture, and why there is none where there is no moto. */
export interface MotoService {
  /** For `test(name, { skip }, …)`. */
  readonly skip: string | false;
  /** The fixture's first minute, a multiple of five, epoch milliseconds. */
  readonly base: number;
  readonly call: (name: string, args?: Record<string, unknown>) => Promise<ToolAnswer>;
  readonly close: () => Promise<void>;
}

/** Starts moto, fills it and starts the service with us-east-1 and eu-west-1 before it. */
export async function startMotoService(): Promise<MotoService> {
  const base = Math.floor(Date.now() / MINUTE / ALIGNED_MINUTES) * ALIGNED_MINUTES * MINUTE - AGE_MINUTES * MINUTE;
  const moto = await startMoto();
  if (moto === undefined) {
    return {
      skip: MOTO_MISSING,
      base,
      call: () => Promise.reject(new Error(MOTO_MISSING)),
      close: () => Promise.resolve(),
    };
  }
  await fillAws(moto.url, base);
  const service = await startTestService({ endpoint: moto.url, regions: ['us-east-1', 'eu-west-1'] });
  return {
    skip: false,
    base,
    call: (name, args) => service.call(name, args),
    async close() {
      await service.close();
      await moto.close();
    },
  };
}

/** ISO 8601 of `minutes` after `base`, which is what tools take and print. */
export function at(base: number, minutes: number): string {
  return new Date(base + minutes * MINUTE).toISOString();
}

/** The rows of an answer, by the one field asked for. */
export function column(structured: Record<string, unknown>, field: string): unknown[] {
  const items = structured['items'];
  if (!Array.isArray(items)) throw new Error('The answer has no items.');
  return items.map((row: Record<string, unknown>) => row[field]);
}
