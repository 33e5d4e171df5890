import type * as z from 'zod';
import { accountsSection } from './accounts.ts';
import { budgetsSection } from './budgets.ts';
import { oidcSection } from './oidc.ts';
import { policySection } from './policy.ts';
import { redactionSection } from './redaction.ts';

/** What only the configuration file can say: keys whose values are more than a text. */
export const SECTIONS = {
  oidc: oidcSection,
  accounts: accountsSection,
  policy: policySection,
  budgets: budgetsSection,
  redaction: redactionSection,
} as const;

export type SectionName = keyof typeof SECTIONS;
export type Sections = { readonly [Name in SectionName]?: z.output<(typeof SECTIONS)[Name]> | undefined };
