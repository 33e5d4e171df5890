import { AmpClient, type AmpClientConfig } from '@aws-sdk/client-amp';
import { Command } from '@smithy/core/client';
import { getEndpointPlugin } from '@smithy/core/endpoints';
import type { MetadataBearer } from '@smithy/types';

/** The operations of CloudWatch Observability Access Manager that are read: its API Reference has them as POST /<name>. */
export type OamOperation = 'ListSinks' | 'ListAttachedLinks' | 'ListLinks';

const NAMESPACE = 'com.amazonaws.oam';
/** The SDK's codes of shapes and types in a model. */
const [LIST, STRUCTURE, OPERATION, TEXT, NUMBER] = [1, 3, 9, 0, 1];

const structure = (name: string, members: Readonly<Record<string, unknown>>) =>
  [STRUCTURE, NAMESPACE, name, 0, Object.keys(members), Object.values(members)] as const;
const listOf = (name: string, item: unknown) => [LIST, NAMESPACE, name, 0, item] as const;

const TYPES = listOf('ResourceTypes', TEXT);
const ITEMS: Readonly<Record<OamOperation, ReturnType<typeof structure>>> = {
  ListSinks: structure('ListSinksItem', { Arn: TEXT }),
  ListAttachedLinks: structure('ListAttachedLinksItem', {
    LinkArn: TEXT,
    Label: TEXT,
    ResourceTypes: () => TYPES,
  }),
  ListLinks: structure('ListLinksItem', { SinkArn: TEXT, Label: TEXT, ResourceTypes: () => TYPES }),
};

/** What the client's own rules about endpoints are told. */
const ENDPOINT = {
  Region: { type: 'builtInParams', name: 'region' },
  Endpoint: { type: 'builtInParams', name: 'endpoint' },
} as const;

/** A command as the SDK has them, for a service whose client is not carried for three lists. */
export function oamCommand(operation: OamOperation, input: object): object {
  const items = listOf(`${operation}Items`, () => ITEMS[operation]);
  const asked = structure(`${operation}Input`, { SinkIdentifier: TEXT, MaxResults: NUMBER, NextToken: TEXT });
  const answered = structure(`${operation}Output`, { Items: () => items, NextToken: TEXT });
  const schema = [
    OPERATION,
    NAMESPACE,
    operation,
    { http: ['POST', `/${operation}`, 200] },
    () => asked,
    () => answered,
  ];
  const Made = Command.classBuilder<object, MetadataBearer, never, object, MetadataBearer>()
    .m((_command, _stack, config) => [getEndpointPlugin(config as never, ENDPOINT)])
    .s('OAM', operation, {})
    .n('OamClient', `${operation}Command`)
    .sc(schema as never)
    .build();
  return new Made(input);
}

/** Read by the SDK's signer, and left out of its types. */
const SIGNED_FOR: object = { signingName: 'oam' };

/**
 * AMP speaks REST and JSON as OAM does: its client, with another endpoint and signed for another service, has the SDK's own
 * retries, clock and errors.
 * @param endpoint the service's base URL in the region
 */
export function oamClient(config: AmpClientConfig, endpoint: () => Promise<URL>): AmpClient {
  return new AmpClient({
    ...config,
    endpoint: async () => {
      const { protocol, hostname, port, pathname } = await endpoint();
      return { protocol, hostname, path: pathname, ...(port !== '' && { port: Number(port) }) };
    },
    ...SIGNED_FOR,
  });
}
