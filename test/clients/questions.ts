/** What every client asks, of the sandbox's shop: one call of each kind that clients treat differently. */

export interface Question {
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** Answered with a table and the same facts typed. */
export const ANSWERED: Question = { tool: 'describe_alarms', args: { state: 'ALARM' } };

/** Answered with an error in words. */
export const REFUSED: Question = { tool: 'get_dashboard', args: { name: 'nothing' } };

/** Takes `SLOW_MS` at least, and tells how far it is. */
export const SLOW: Question = {
  tool: 'search_log_events',
  args: { groups: ['/aws/containerinsights/shop/application'], start: '-3h' },
};

/** The first page of a list; the answer says by which cursor the next is had. */
export const PAGED: Question = { tool: 'list_metrics', args: { limit: 5 } };

/** How long the sandbox makes the slow one wait for its log events, milliseconds. */
export const SLOW_MS = 1_200;

export const QUESTIONS = { answered: ANSWERED, refused: REFUSED, slow: SLOW, paged: PAGED } as const;
