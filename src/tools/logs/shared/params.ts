import * as z from 'zod';

/** A log group by name (AWS: at most 512 characters) or ARN (2,048). */
export const groupParam = z.string().min(1).max(2_048).describe('Log group name or ARN');

/** How much of a message is shown, characters. */
export const messageCharsParam = z.int().min(50).max(20_000);
