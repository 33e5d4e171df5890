import { nearestNames } from '../../../analysis/nearest-names.ts';
import { ToolError } from '../../../errors.ts';
import type { ToolContext } from '../../define.ts';
import { accountsOf, accountsText, regionsOf, type Place } from '../../places.ts';
import { gatherAlarms, type Gathered } from './gather-alarms.ts';
import { alarmRefusal } from './visible.ts';

/**
 * A line per name that no alarm has, with the names most like it, and per name of an alarm that the caller may not see.
 * @throws ToolError not_found or not_allowed where it is so for all names
 */
export async function missingNames(
  names: readonly string[] | undefined,
  places: readonly Place[],
  gathered: Gathered,
  context: ToolContext,
): Promise<string[]> {
  const found = new Set(gathered.all.map((alarm) => alarm.name));
  const missing = (names ?? []).filter((name) => !found.has(name));
  if (missing.length === 0) return [];
  const { all } = await gatherAlarms(places, {}, undefined, context);
  const sentences = missing.map((name) => {
    const refused = gathered.refused.find((alarm) => alarm.name === name);
    if (refused !== undefined) return alarmRefusal(refused, refused.place.reach.access);
    const near = nearestNames(
      name,
      all.map((alarm) => alarm.name),
    );
    return `There is no alarm ${JSON.stringify(name)} in ${where(places)}.${near.length === 0 ? '' : ` Nearest: ${near.join(', ')}.`}`;
  });
  if (missing.length === names?.length) {
    throw new ToolError(
      missing.some((name) => gathered.refused.some((alarm) => alarm.name === name)) ? 'not_allowed' : 'not_found',
      `${sentences.slice(0, 10).join(' ')} describe_alarms with name_prefix or state="all" lists what exists.`,
    );
  }
  return sentences;
}

/** Where no alarm has a prefix: how many alarms there are, and the names whose beginning is most like it. */
export async function missingPrefix(
  prefix: string | undefined,
  places: readonly Place[],
  gathered: Gathered,
  context: ToolContext,
): Promise<{ total: number; notes: string[] } | undefined> {
  if (prefix === undefined || gathered.all.length > 0 || !gathered.allComplete) return undefined;
  const { all } = await gatherAlarms(places, {}, undefined, context);
  const names = all.map((alarm) => alarm.name);
  const holding = names.filter((name) => name.toLowerCase().includes(prefix.toLowerCase()));
  const starts = new Map(names.map((name) => [name.slice(0, prefix.length), name]));
  const alike = nearestNames(prefix, starts.keys()).flatMap((start) => starts.get(start) ?? []);
  const near = [...new Set([...holding, ...alike, ...nearestNames(prefix, names)])].slice(0, 3);
  const nearest = near.length === 0 ? '' : ` Nearest: ${near.join(', ')}.`;
  return {
    total: all.length,
    notes: [
      `No alarm's name begins with ${JSON.stringify(prefix)} (case matters).${nearest}${near.length === 0 && all.length > 0 ? ' describe_alarms state="all" lists what exists.' : ''}`,
    ],
  };
}

function where(places: readonly Place[]): string {
  const accounts = accountsOf(places);
  const regions = regionsOf(places).join(', ');
  return accounts === undefined ? regions : `${regions} of ${accountsText({ accounts })}`;
}
