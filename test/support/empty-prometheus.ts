import { startCanned, type CannedPrometheus } from './canned-prometheus.ts';

/** A Prometheus that has nothing: every endpoint answers, so that nothing but who may ask it matters. */
export function startEmptyPrometheus(): Promise<CannedPrometheus> {
  return startCanned(({ url }) => {
    if (url.includes('/query')) return { resultType: url.includes('range') ? 'matrix' : 'vector', result: [] };
    if (url.includes('/metadata')) return {};
    return url.includes('/rules') ? { groups: [] } : [];
  });
}
