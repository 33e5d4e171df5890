import { nearestNames } from '../../../analysis/nearest-names.ts';
import { sourceLinks } from '../../../aws/oam.ts';
import { ToolError } from '../../../errors.ts';
import type { ToolContext } from '../../define.ts';
import { accountsOf, accountsText, readPlaces, regionsOf, valuesOf, type Place } from '../../places.ts';
import { asideMs, readWithin } from '../../patience.ts';
import { gatherAlarms, type Gathered } from './gather-alarms.ts';
import { alarmRefusal } from '../../visible-alarms.ts';

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
  const linked = await linkedSentence(places, context);
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
      `${sentences.slice(0, 10).join(' ')} describe_alarms with name_prefix or state="all" lists what exists.${linked}`,
    );
  }
  return linked === '' ? sentences : [...sentences, linked.trim()];
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
      `No alarm's name begins with ${JSON.stringify(prefix)} (case matters).${nearest}${near.length === 0 && all.length > 0 ? ' describe_alarms state="all" lists what exists.' : ''}${await linkedSentence(places, context)}`,
    ],
  };
}

function where(places: readonly Place[]): string {
  const accounts = accountsOf(places);
  const regions = regionsOf(places).join(', ');
  return accounts === undefined ? regions : `${regions} of ${accountsText({ accounts })}`;
}

/** Accounts named in the sentence. */
const NAMED = 5;

/** That accounts linked to those asked show their metrics here, but no alarms; empty where there are none, or it is not known. */
async function linkedSentence(places: readonly Place[], context: ToolContext): Promise<string> {
  const ms = asideMs(context);
  const reads = await readPlaces(places, context, ({ region }, at) =>
    readWithin(ms, at, (signal) => sourceLinks(at.aws, region, signal)),
  );
  if (reads.some((read) => 'error' in read && read.error.code === 'access_denied')) {
    return ' Whether a linked account has it is unknown: needs oam:ListSinks and oam:ListAttachedLinks.';
  }
  const asked = new Set(places.map(({ reach }) => reach.account?.id));
  const mayKnow = (account: string, { reach }: Place) => !asked.has(account) && reach.accessTo(account) !== undefined;
  const ids = valuesOf(reads).flatMap(({ place, value }) =>
    value.map(({ account }) => account).filter((account) => mayKnow(account, place)),
  );
  const linked = [...new Set(ids)].toSorted();
  if (linked.length === 0) return '';
  const named = [...linked.slice(0, NAMED), ...(linked.length > NAMED ? ['…'] : [])].join(', ');
  return ` Alarms of linked accounts (${named}) are not seen from here: their own roles show them (list_accounts).`;
}
