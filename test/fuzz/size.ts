/** Where the random numbers begin; FUZZ_SEED sets another. */
export const SEED = wholeNumber('FUZZ_SEED', 20_261_121);

/** Inputs of a full run. */
export const FULL = 20_000;

/** Generated inputs, a twentieth of them over HTTP; FUZZ_RUNS sets another number. */
export const RUNS = wholeNumber('FUZZ_RUNS', 1_000);

function wholeNumber(name: string, fallback: number): number {
  const text = process.env[name];
  if (text === undefined || text === '') return fallback;
  if (!/^\d+$/.test(text)) throw new Error(`${name} must be a whole number; it is ${JSON.stringify(text)}`);
  return Number(text);
}
