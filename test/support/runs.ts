const { PROPERTY_SEED = '20261121', PROPERTY_RUNS = '1' } = process.env;

/**
 * How a property is tried: the same cases every time. Another `PROPERTY_SEED` tries others, `PROPERTY_RUNS=20` twenty
 * times as many.
 */
export function runs(numRuns: number): { seed: number; numRuns: number; includeErrorInReport: true } {
  const factor = Number(PROPERTY_RUNS);
  return { seed: Number(PROPERTY_SEED), numRuns: Math.ceil(numRuns * factor), includeErrorInReport: true };
}
