import { createPacer, type Pacer, type Timing } from './pacer.ts';
import { defaultQuota } from './quotas.ts';

export interface PaceLimits {
  /** The part of each quota to use, 0 to 1; 0: no call is paced. */
  readonly share: number;
  /** The account's own quotas where they are not AWS's defaults, calls a second, by the names of `QUOTAS`. */
  readonly quotas: Readonly<Partial<Record<string, number>>>;
  /** FilterLogEvents calls a second, where that is less than the part of its quota; also where no other call is paced. */
  readonly logsSearchRate?: number | undefined;
}

/** The pacers of one account. */
export interface Paces {
  /** Of a call by its name in `QUOTAS`; undefined where it is not paced. `place`: the workspace, where each has the quota. */
  of(name: string, region: string, place?: string): Pacer | undefined;
}

/** Each account has its own quotas, so its own paces: one that AWS throttles slows no other. */
export function createPaces(limits: PaceLimits, timing?: Timing): Paces {
  const pacers = new Map<string, Pacer>();
  const rateOf = (name: string, region: string): number => {
    const part = (limits.quotas[name] ?? defaultQuota(name, region)) * limits.share;
    if (name !== 'logs:FilterLogEvents' || limits.logsSearchRate === undefined) return part;
    return part === 0 ? limits.logsSearchRate : Math.min(part, limits.logsSearchRate);
  };
  return {
    of(name, region, place = region) {
      const key = `${name} ${place}`;
      const known = pacers.get(key);
      if (known !== undefined) return known;
      const rate = rateOf(name, region);
      if (rate === 0) return undefined;
      const pacer = createPacer(rate, timing);
      pacers.set(key, pacer);
      return pacer;
    },
  };
}
