import * as z from 'zod';
import { byRule } from '../access.ts';
import { ToolError } from '../errors.ts';
import { formatDuration, formatTime, parseTime } from '../format/time.ts';
import type { Window } from '../model.ts';
import type { ToolContext } from './define.ts';

/** The common parameters, declared once. What is published depends on the configuration: mcp/publish.ts. */
export const regionParam = z.string().optional().describe('AWS region').meta({ regions: 'one' });
export const regionOrAllParam = z.string().optional().describe('AWS region, or all').meta({ regions: 'all' });
/** One of the accounts that the caller may ask about; published where there are several. */
export const accountParam = z.string().optional().describe('Default: the first').meta({ accounts: 'one' });
/** The same of tools that merge accounts. */
export const accountOrAllParam = z.string().optional().meta({ accounts: 'all' });
/** The same of those that ask every account where none is given. */
export const allAccountsParam = z.string().optional().meta({ accounts: 'all', omitted: 'all' });
/** Models send epochs as numbers as often as texts. */
export const startParam = z.coerce.string().optional().describe('ISO 8601, epoch, or relative (-3h)');
export const endParam = z.coerce.string().optional().describe('Exclusive; default now');
export const cursorParam = z.string().max(400).optional().describe('From the last answer');

export function limitParam(fallback: number, max: number) {
  return z.int().min(1).max(max).default(fallback);
}

/** A field of answers about several accounts: published where there are such. */
export function ofSeveral<T extends z.ZodType>(field: T) {
  return field.optional().meta({ several: true });
}

/** The fields every output has beside its own: see `Output` in define.ts. */
export const pageFields = {
  more: z.boolean().optional(),
  omitted: z.int().optional(),
  cursor: z.string().optional(),
  askedAccount: ofSeveral(z.string()),
};

/** The one region a question is about: the given one, else the first configured. Unknown ones are refused by the pipeline. */
export function oneRegion(
  input: { region?: string | undefined },
  context: Pick<ToolContext, 'regions' | 'access'>,
): string {
  const region = input.region ?? context.regions.find(context.access.region);
  if (region === undefined) throw noRegion(context);
  return region;
}

/** None of the configured regions is allowed. */
export function noRegion({ regions, access }: Pick<ToolContext, 'regions' | 'access'>): ToolError {
  return new ToolError('not_allowed', `No region is allowed for you${byRule(access, 'region', regions[0] ?? '')}.`);
}

/** The regions a merging question is about: the given one, or all configured, allowed or not. Sorted by name. */
export function manyRegions(
  input: { region?: string | undefined },
  context: Pick<ToolContext, 'regions' | 'access'>,
): string[] {
  if (input.region !== undefined && input.region !== 'all') return [input.region];
  if (!context.regions.some(context.access.region)) throw noRegion(context);
  return context.regions.toSorted();
}

/** The account of a call that goes on from here; undefined where the caller has one, and the parameter does not exist. */
export function accountArgument({ account, reaches }: Pick<ToolContext, 'account' | 'reaches'>): string | undefined {
  return reaches.length > 1 ? account?.alias : undefined;
}

/** The region of a call that goes on from here; undefined where callers have one, and the parameter does not exist. */
export function regionArgument(region: string, { reaches }: Pick<ToolContext, 'reaches'>): string | undefined {
  return namesRegion({ reaches }) ? region : undefined;
}

/** Whether calls name their region: where there are several, as mcp/publish.ts has it. */
export function namesRegion({ reaches }: Pick<ToolContext, 'reaches'>): boolean {
  return new Set(reaches.flatMap(({ regions, access }) => regions.filter(access.region))).size > 1;
}

/** ` of account staging`, where the caller has several. */
export function ofAccount(context: Pick<ToolContext, 'account' | 'reaches'>): string {
  const alias = accountArgument(context);
  return alias === undefined ? '' : ` of account ${alias}`;
}

/**
 * The window of a question, absolute, and remembered for the cursor.
 * @param fallback how far back the window goes where `start` is absent, milliseconds
 * @param maxMs the longest window, milliseconds
 * @throws ToolError invalid_input for an unknown form, a start that is not before the end, or a window too long
 */
export function resolveWindow(
  input: { start?: string | undefined; end?: string | undefined },
  context: Pick<ToolContext, 'clock' | 'page'>,
  fallback: number,
  maxMs?: number,
): Window {
  const window = context.page.window ?? readWindow(input, context.clock(), fallback);
  if (maxMs !== undefined && window.end - window.start > maxMs) {
    throw new ToolError(
      'invalid_input',
      `The window from ${formatTime(window.start)} to ${formatTime(window.end)} is ${formatDuration(window.end - window.start)} long; at most ${formatDuration(maxMs)} is allowed. Move start or end.`,
    );
  }
  context.page.next.window = window;
  return window;
}

function readWindow(
  input: { start?: string | undefined; end?: string | undefined },
  now: number,
  fallback: number,
): Window {
  const end = input.end === undefined ? now : parseTime(input.end, 'end', now);
  const start = input.start === undefined ? Math.max(0, end - fallback) : parseTime(input.start, 'start', now);
  if (start >= end) {
    throw new ToolError(
      'invalid_input',
      `start (${formatTime(start)}) is not before end (${formatTime(end)}). It is now ${formatTime(now)}; swap them or leave end out.`,
    );
  }
  return { start, end };
}
