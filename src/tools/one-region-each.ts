import * as z from 'zod';
import type { Reach } from './define.ts';
import { ofSeveral } from './params.ts';
import { accountsText, placeName, regionsOf, type Place } from './places.ts';

/** Places, or parameters, that a text names. */
const NAMED = 8;

/** What outputs say where one region of each of several accounts was read. */
export const oneRegionEachFields = {
  /** `prod eu-west-1`, where the accounts were read in different regions. */
  places: ofSeveral(z.array(z.string())),
  /** Regions of which some account has one that was not read. */
  otherRegions: ofSeveral(z.array(z.string())),
};

interface OneRegionEach {
  readonly places?: string[] | undefined;
  readonly otherRegions?: string[] | undefined;
}

/** @param places those that `onePlaceEach` chose of the reaches */
export function oneRegionEach(
  places: readonly Place[],
  reaches: readonly Reach[],
  input: { region?: string | undefined },
): OneRegionEach {
  if (reaches.length <= 1) return {};
  const isRead = (reach: Reach, region: string) => places.some((one) => one.reach === reach && one.region === region);
  const others = reaches.flatMap((reach) =>
    reach.regions.filter((region) => reach.access.region(region) && !isRead(reach, region)),
  );
  return {
    ...(regionsOf(places).length > 1 && { places: places.map(placeName) }),
    // Who names a region asked for no other.
    ...(input.region === undefined && others.length > 0 && { otherRegions: [...new Set(others)].toSorted() }),
  };
}

/** `us-east-1, accounts central, staging`; `accounts central us-east-1, prod eu-west-1` where the regions differ. */
export function whereText(
  output: OneRegionEach & { region: string; account?: string | undefined; accounts?: readonly string[] | undefined },
): string {
  const { places, region } = output;
  return places === undefined ? `${region}, ${accountsText(output)}` : `accounts ${some(places)}`;
}

/** That other regions were not read, and the parameter that gets them; nothing where all were. */
export function otherRegionsText({ otherRegions }: OneRegionEach): string {
  if (otherRegions === undefined) return '';
  return `Only that region of each account was read; others are asked by ${some(otherRegions.map((region) => `region="${region}"`))}.`;
}

function some(texts: readonly string[]): string {
  return texts.length <= NAMED
    ? texts.join(', ')
    : `${texts.slice(0, NAMED).join(', ')} and ${texts.length - NAMED} more`;
}
