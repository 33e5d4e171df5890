/** Randomness without state: the same seed and index give the same number, so that any moment of the world can be asked for. */

/** A 32-bit seed from a name (FNV-1a). */
export function seedOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash;
}

function mix(seed: number, index: number): number {
  let hash = Math.imul(seed ^ Math.imul(index, 0x9e3779b1), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** Uniform in [0, 1). */
export function random(seed: number, index: number): number {
  return mix(seed, index) / 0x1_0000_0000;
}

/** About standard normal, within ±3.5: the sum of the four bytes of one hash. */
export function normal(seed: number, index: number): number {
  const bits = mix(seed, index);
  const sum = (bits & 255) + ((bits >>> 8) & 255) + ((bits >>> 16) & 255) + (bits >>> 24);
  return (sum - 510) / 147.8;
}

/** A whole number with the mean and about the spread of a Poisson count. */
export function poisson(mean: number, seed: number, index: number): number {
  if (mean > 20) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(seed, index)));
  const limit = Math.exp(-mean);
  let count = 0;
  for (let product = random(seed, index); product > limit; count++) product *= random(seed + count + 1, index);
  return count;
}

/** One of `options`, each as likely. */
export function pick<T>(options: readonly T[], seed: number, index: number): T {
  return options[Math.floor(random(seed, index) * options.length)] as T;
}

/** `length` hexadecimal digits (or characters of another alphabet). */
export function token(seed: number, index: number, length: number, alphabet = '0123456789abcdef'): string {
  let text = '';
  for (let i = 0; i < length; i++) text += alphabet[Math.floor(random(seed + i, index) * alphabet.length)];
  return text;
}
