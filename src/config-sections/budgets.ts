import * as z from 'zod';

/** How much may be read; each is absent for "no limit" unless its description says otherwise. */
export const budgetsSection = z.strictObject({});

export type BudgetsSection = z.output<typeof budgetsSection>;
