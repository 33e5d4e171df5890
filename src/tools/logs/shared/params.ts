import * as z from 'zod';

/** A log group by name (AWS: at most 512 characters) or ARN (2,048). */
export const groupParam = z.string().min(1).max(2_048).describe('Log group name or ARN');

/** How much of a message is shown, characters. */
export const messageCharsParam = z.int().min(50).max(20_000);

/** The id of queries that were started together, in as many as twenty places. */
export const queryIdParam = z.string().min(1).max(4_000).describe('From run_logs_insights_query');

/** An event: its `@ptr`, of a few hundred characters, or the number of its row in a query's answer. */
export const recordPointerParam = z.string().min(1).max(4_100);
