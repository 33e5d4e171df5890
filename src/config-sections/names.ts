import * as z from 'zod';

/** A name, or a pattern in which `*` stands for anything. */
export const pattern = z.string().min(1).max(512);

/** What is allowed of something, and what of that is not: without `allow` all but `deny`. */
export const allowDeny = z.strictObject({
  allow: z.array(pattern).min(1).optional().describe('Names or patterns with *; absent: all'),
  deny: z.array(pattern).optional().describe('Names or patterns with *, whatever allow says'),
});

export type AllowDeny = z.output<typeof allowDeny>;
