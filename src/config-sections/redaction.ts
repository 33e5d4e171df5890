import * as z from 'zod';

/** Which secrets are replaced before an answer leaves. */
export const redactionSection = z.strictObject({});

export type RedactionSection = z.output<typeof redactionSection>;
