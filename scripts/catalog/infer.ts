/** What the words of a name say of its unit, the first that fits. */
const UNIT_WORDS: readonly (readonly [RegExp, string])[] = [
  [
    /\b(counts?|errors?|exceeded|dropped|objects?)( truncated.*)?$|\b(num|number of)\b|offset lag|records? lag|max lag/,
    'Count',
  ],
  [/percent|utili[sz]ation|%|\b(hit|miss|error|bounce|complaint|failure|success) rate\b|pct/, 'Percent'],
  [/reservation|reserved capacity|burst balance|cpu (usage|user|system|idle|wait)\b/, 'Percent'],
  [/milli ?(second|s\b)|\bms\b|millis behind|iterator age/, 'Milliseconds'],
  [/micro ?second|\bus\b/, 'Microseconds'],
  [/\bbit ?(rate|s per)|\bbps\b|bandwidth/, 'Bits/Second'],
  [/\b(rows|records|messages|commit|ddl|dml|insert|select|update|delete)\b.*throughput/, 'Count/Second'],
  [/\b(bytes?|b)\b.*\b(per sec|sec\b|rate\b)|throughput|bytes ?rate/, 'Bytes/Second'],
  [/\b(giga ?bytes?|gb|gib)\b/, 'Gigabytes'],
  [/\b(mega ?bytes?|mb)\b/, 'Megabytes'],
  [/\b(kilo ?bytes?|kb)\b/, 'Kilobytes'],
  [/replica(tion)? lag|age of oldest|\bseconds?\b|\buptime\b|\bage\b/, 'Seconds'],
  [/latency|duration|response time|\btimer?\b(?!.*(out|deleted))|elapsed|\blag\b|\bttl\b/, 'Milliseconds'],
  [/bytes?\b|data processed/, 'Bytes'],
  [/\biops\b|per sec|\brate\b|\bsec\b/, 'Count/Second'],
  [
    /\b(memory|mem|disk|storage|space|swap usage|heap|size)\b(?!.*\b(ratio|requests?|pressure|total|ops|operations|queue|reads?|writes?|node|status)\b)/,
    'Bytes',
  ],
];
/** Shares and states, which have no unit. */
const UNITLESS = /\b(ratio|status|state|health|healthy|load average|score|enabled|mode)\b/;
const UNITLESS_BUT_COUNTED = /\b(count|hosts?|nodes?|tasks?|checks?)\b/;

/** The words of a metric's name, lower-case: `HTTPCode_ELB_5XX_Count` gives `http code elb 5xx count`. */
export function wordsOf(name: string): string {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .replaceAll(/[^A-Za-z\d%]+/g, ' ')
    .trim()
    .toLowerCase();
}

/** The unit a metric most likely has, by its name alone; undefined where the name is of a share or a state. */
export function inferUnit(name: string): string | undefined {
  const words = wordsOf(name);
  const named = UNIT_WORDS.find(([word]) => word.test(words))?.[1];
  if (named !== undefined) return named;
  return UNITLESS.test(words) && !UNITLESS_BUT_COUNTED.test(words) ? undefined : 'Count';
}

const FLOW =
  /\b(in|out|sent|received|read|write|written|processed|transferred|downloaded|uploaded|incoming|outgoing|ingested|scanned|copied|billed|delivered|put|total)\b/;
const LEVEL =
  /\b(active|current|curr|open|running|pending|available|idle|free|used|desired|nodes?|instances?|hosts?|brokers?|partitions|replicas|shards|depth|queued?|length|backlog|connections|sessions|threads?|capacity|limit|number of|num|items|max|min|avg|load|cpu|in service|in use|in flight|concurrent|remaining|quota|members|consumers|producers|streams|level|count of|running|visible|delayed|reserved|provisioned|unreserved|credits?|balance|healthy|unhealthy|status)\b/;
const EVENT =
  /\b(errors?|requests?|fail(ed|ures?)?|success(ful)?|sent|received|deduplicated|delivered|returned|forwarded|throttl\w*|dropped|rejected|exceeded|invocations?|attempts?|events|timed out|timeouts?|retries|evictions|expired|started|succeeded|aborted|completed|hits|misses|calls|executions|blocked|allowed|denied|new|published|created|deleted|commands|cmds|operations|ops)\b/;
const WORST = /\b(age|oldest|behind|lag|max|maximum|concurrent|replica lag|failed status|status check)\b/;

/** The statistic to read a metric by, judged by its name and unit. */
export function inferStatistic(name: string, unit: string | undefined): string {
  const words = wordsOf(name);
  if (/\b(min|minimum)\b/.test(words)) return 'Minimum';
  if (WORST.test(words)) return 'Maximum';
  if (unit === 'Bytes' || unit === 'Kilobytes' || unit === 'Megabytes') return FLOW.test(words) ? 'Sum' : 'Average';
  if (unit !== 'Count') return 'Average';
  if (EVENT.test(words)) return 'Sum';
  return LEVEL.test(words) ? 'Average' : 'Sum';
}
