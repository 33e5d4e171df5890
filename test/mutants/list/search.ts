import type { Mutant } from '../mutant.ts';

/** The search of log groups, and lists that several regions or groups give. */
export const SEARCH_MUTANTS: readonly Mutant[] = [
  {
    name: 'search: events at the very end of the window are found',
    file: 'src/aws/log-events.ts',
    find: 'endTime: question.window.end - 1,',
    replace: 'endTime: question.window.end,',
    tests: ['test/aws/log-events.test.ts'],
  },
  {
    name: 'search: resumed, others of the last millisecond are lost',
    file: 'src/tools/logs/shared/resume-search.ts',
    find: 'Math.min(end, 1 - key)',
    replace: 'Math.min(end, -key)',
    tests: ['test/tools/logs/resume-search.test.ts'],
  },
  {
    name: 'search: resumed, what was searched in vain is searched again',
    file: 'src/tools/logs/shared/resume-search.ts',
    find: 'rest !== undefined && rest.start < rest.end ? rest : known',
    replace: 'known',
    tests: ['test/tools/logs/resume-search.test.ts'],
  },
  {
    name: 'search: events past a gap are shown',
    file: 'src/analysis/merge-searches.ts',
    find: 'timeKey(event.time, order) < frontier)',
    replace: 'timeKey(event.time, order) <= frontier)',
    tests: ['test/analysis/merge-searches.test.ts'],
  },
  {
    name: 'search: events of the millisecond shown last count as new',
    file: 'src/analysis/merge-searches.ts',
    find: 'keys.filter((key) => key > afterKey)',
    replace: 'keys.filter((key) => key >= afterKey)',
    tests: ['test/analysis/merge-searches.test.ts'],
  },
  {
    name: 'search: the millisecond that a page breaks off in counts as known',
    file: 'src/analysis/group-search.ts',
    find: 'Math.max(frontier, lastSeen ?? frontier)',
    replace: 'Math.max(frontier, (lastSeen ?? frontier) + 1)',
    tests: ['test/analysis/group-search.test.ts'],
  },
  {
    name: 'search: a backend in the wrong order is believed',
    file: 'src/analysis/group-search.ts',
    find: 'if (lastSeen !== undefined && at < lastSeen) ordered = false;',
    replace: 'if (lastSeen !== undefined && at < lastSeen) ordered = true;',
    tests: ['test/analysis/group-search.test.ts'],
  },
  {
    name: 'merge: rows of several regions are not in one order',
    file: 'src/tools/logs/describe-log-groups.ts',
    find: 'rows.toSorted((a, b) => comparePositions(position(a), position(b)))',
    replace: 'rows.toSorted((a, b) => comparePositions([a.name], [b.name]))',
    tests: ['test/tools/logs/describe-log-groups.test.ts'],
  },
  {
    name: 'partial failure: a search that one group failed in counts as complete',
    file: 'src/tools/logs/search-log-events.ts',
    find: 'merged.behind.length === 0 && failures.length === 0 && unread === undefined;',
    replace: 'merged.behind.length === 0 && unread === undefined;',
    tests: ['test/tools/logs/search-failures.test.ts'],
  },
  {
    name: 'partial failure: counts count as complete although a region failed',
    file: 'src/tools/alarms/shared/gather-alarms.ts',
    find: 'allComplete: failures.length === 0 && values.every(',
    replace: 'allComplete: values.every(',
    tests: ['test/tools/alarms/many-alarms.test.ts'],
  },
  {
    name: 'partial failure: the region that failed is not named',
    file: 'src/tools/places.ts',
    find: 'return errors.map(({ place, error }) => ({ source: placeName(place), error: error.message }));',
    replace: 'return [];',
    tests: ['test/tools/logs/describe-log-groups.test.ts'],
  },
];
