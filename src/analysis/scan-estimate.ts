import type { Window } from '../model.ts';

/** What is known of a log group's size and age. */
export interface StoredGroup {
  /** As they are stored, compressed. */
  readonly storedBytes: number;
  /** Undefined: events never expire. */
  readonly retentionDays?: number | undefined;
  /** Epoch milliseconds; 0 where it is not known. */
  readonly createdAt: number;
}

const DAY_MS = 86_400_000;
/** Groups younger than this are taken to be as old. */
const LEAST_LIFE_MS = 3_600_000;

/**
 * Logs are stored compressed and scanned uncompressed. AWS's own example takes 30 GB to become 6 GB:
 * https://aws.amazon.com/cloudwatch/pricing/ (read 2026-11).
 */
export const COMPRESSION = 5;

/** GB as AWS bills them, bytes. */
export const GB = 1024 ** 3;

/** What AWS takes for each GB that is scanned, US dollars, in us-east-1: https://aws.amazon.com/cloudwatch/pricing/ (2026-11). */
export const DOLLARS_PER_GB = 0.005;

/**
 * The bytes that a query of these groups is expected to scan: of each the part of its life (from its making, or as far as
 * it keeps events, until now) that lies in the window, as if events came evenly. Bursts and field indexes make it more or
 * less.
 * @param now epoch milliseconds
 */
export function estimateScan(groups: readonly StoredGroup[], window: Window, now: number): number {
  return groups.reduce((sum, group) => sum + estimateGroup(group, window, now), 0);
}

function estimateGroup({ storedBytes, retentionDays, createdAt }: StoredGroup, window: Window, now: number): number {
  const kept = retentionDays === undefined ? 0 : now - retentionDays * DAY_MS;
  const born = Math.min(Math.max(createdAt, kept), now - LEAST_LIFE_MS);
  // Of a group whose age is not known all may be in the window.
  if (born <= 0) return storedBytes * COMPRESSION;
  const inside = Math.min(window.end, now) - Math.max(window.start, born);
  return Math.round((storedBytes * COMPRESSION * Math.max(0, inside)) / (now - born));
}

/** US dollars for a scan, by the list price of us-east-1. */
export function scanDollars(bytes: number): number {
  return (bytes / GB) * DOLLARS_PER_GB;
}
