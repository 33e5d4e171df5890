import { sandboxCredentials } from '../../../src/sandbox/sandbox.ts';
import { startAmpFront, type AmpFront, type FrontOptions } from '../../support/amp-front.ts';
import { startTestService, type TestService } from '../../support/harness.ts';
import { FIXTURE_END } from '../../support/prometheus-fixture.ts';
import { startPrometheus } from '../../support/prometheus.ts';

/** The service before an AMP front before a real Prometheus; its clock stands at the fixture's end. */
export interface PromqlService extends TestService {
  readonly front: AmpFront;
  readonly prometheusUrl: string;
}

export const WORKSPACES: FrontOptions['workspaces'] = {
  'us-east-1': [
    { id: 'ws-1', alias: 'shop' },
    { id: 'ws-2', status: 'CREATING' },
    { id: 'ws-3', alias: 'old', status: 'DELETING' },
  ],
};

/** Undefined where no Prometheus is to be had. @param env its `{prometheus}` stands for the URL of the real Prometheus */
export async function startPromqlService(
  options: Partial<FrontOptions> & { env?: Record<string, string> } = {},
): Promise<PromqlService | undefined> {
  const prometheus = await startPrometheus();
  if (prometheus === undefined) return undefined;
  const front = await startAmpFront({
    prometheusUrl: prometheus.url,
    credentials: sandboxCredentials,
    workspaces: WORKSPACES,
    ...options,
  });
  const env = Object.entries(options.env ?? {}).map(([name, text]) => [
    name,
    text.replaceAll('{prometheus}', prometheus.url),
  ]);
  const service = await startTestService({
    regions: ['us-east-1', 'eu-west-1'],
    clock: () => FIXTURE_END,
    endpoint: front.url,
    env: Object.fromEntries(env) as Record<string, string>,
  });
  return {
    ...service,
    front,
    prometheusUrl: prometheus.url,
    async close() {
      await service.close();
      await front.close();
      await prometheus.close();
    },
  };
}
