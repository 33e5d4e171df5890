import { ListWorkspacesCommand, type AmpClient } from '@aws-sdk/client-amp';
import { GetMetricDataCommand, type CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { getEndpointFromInstructions, type EndpointParameterInstructionsSupplier } from '@smithy/core/endpoints';
import { SignatureV4 } from '@smithy/signature-v4';
import { ToolError } from '../errors.ts';
import type { Sign } from './aws.ts';
import { signedBy, type Credentials } from './credentials.ts';
import { toToolError } from './errors.ts';
import { Sha256 } from './sha256.ts';

/** Signs requests that no SDK client sends, with the credentials and the signer the SDK itself uses. */
export function signerOf(service: 'aps' | 'monitoring', region: string, credentials: Credentials): Sign {
  const signer = new SignatureV4({ service, region, credentials: credentials.provider, sha256: Sha256 });
  const sign: Sign = async ({ method, url, headers, body, clockAheadMs = 0 }) => {
    try {
      const query: Record<string, string | string[]> = {};
      for (const key of new Set(url.searchParams.keys())) query[key] = url.searchParams.getAll(key);
      const request = {
        method,
        protocol: url.protocol,
        hostname: url.hostname,
        path: url.pathname,
        query,
        headers: { ...headers, host: url.host },
        ...(body !== undefined && { body }),
      };
      const signed = await signer.sign(request, { signingDate: new Date(Date.now() + clockAheadMs) });
      return signed.headers;
    } catch (error) {
      throw toToolError(error, { action: service === 'aps' ? 'aps:QueryMetrics' : 'cloudwatch:GetMetricData', region });
    }
  };
  return Object.assign(sign, {
    renew: (signed: Readonly<Record<string, string>>) => credentials.renew(signedBy(signed)),
  });
}

/**
 * The base URL of what no SDK client sends in a region (PromQL, OAM), as the SDK itself would resolve it: `AWS_ENDPOINT_URL*`, the profile's endpoint, or
 * the partition's host. AMP's data plane has a host of its own beside the control plane's, OAM one beside CloudWatch's.
 */
export async function endpointOf(
  service: 'aps-workspaces' | 'monitoring' | 'oam',
  region: string,
  clients: { cloudwatch: (region: string) => CloudWatchClient; amp: (region: string) => AmpClient },
): Promise<URL> {
  const resolved =
    service !== 'aps-workspaces'
      ? await getEndpointFromInstructions({}, GetMetricDataCommand, clients.cloudwatch(region).config)
      : await getEndpointFromInstructions(
          {},
          ListWorkspacesCommand as EndpointParameterInstructionsSupplier,
          clients.amp(region).config,
        );
  const url = new URL(resolved.url.href);
  if (service === 'aps-workspaces') url.hostname = url.hostname.replace(/^aps\./, 'aps-workspaces.');
  if (service === 'oam') url.hostname = url.hostname.replace(/^monitoring\./, 'oam.');
  if (url.hostname === '') throw new ToolError('upstream', `There is no endpoint of ${service} in ${region}.`);
  return url;
}
