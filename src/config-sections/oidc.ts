import * as z from 'zod';

/** An issuer whose access tokens are taken. */
const issuer = z.strictObject({
  issuer: z.url().describe('As `iss` has it, to the letter'),
});

export const oidcSection = z.strictObject({
  issuers: z.array(issuer).min(1),
});

export type OidcSection = z.output<typeof oidcSection>;
