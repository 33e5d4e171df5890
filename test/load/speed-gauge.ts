import { startReference, startUpstream } from '../bench/processes.ts';
import { ALARMS, texts } from '../bench/questions.ts';

/** How fast a machine is, in what the AWS SDK itself takes. */
export interface SpeedGauge {
  /** Processor time of a DescribeAlarms of 15 alarms by the AWS SDK and nothing else, milliseconds, at this time. */
  rawCallMs(): Promise<number>;
  stop(): void;
}

const CONCURRENCY = 8;
/** By then its code is compiled. */
const WARMING_CALLS = 3_000;
const CALLS = 400;
/** The least of so many counts: a disturbed one would loosen the goal. */
const TRIES = 3;

export async function startSpeedGauge(): Promise<SpeedGauge> {
  const upstream = await startUpstream();
  const reference = await startReference(upstream.port);
  let asked = 0;
  const ask = async (count: number): Promise<number> => {
    const questions = Array.from({ length: count }, () => texts(ALARMS.args((asked += 1))));
    const { cpuMs } = await reference.ask({ raw: ALARMS.raw, concurrency: CONCURRENCY, questions });
    return cpuMs / count;
  };
  await ask(WARMING_CALLS);
  return {
    async rawCallMs() {
      let least = Infinity;
      for (let i = 0; i < TRIES; i += 1) least = Math.min(least, await ask(CALLS));
      return least;
    },
    stop() {
      reference.stop();
      upstream.stop();
    },
  };
}
