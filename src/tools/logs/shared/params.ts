import * as z from 'zod';

/** Log groups by name or ARN, one. */
export const groupParam = z.string().min(1).max(600).describe('Log group name or ARN');

/** How much of a message is shown, characters. */
export function messageCharsParam(fallback: number) {
  return z.int().min(50).max(20_000).default(fallback).describe('Longer messages are clipped');
}
