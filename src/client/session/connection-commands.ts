import { usageError } from '../trouble.ts';
import type { Command } from './command.ts';
import { connectTo, disconnect, lastUrl, linkOf } from './session.ts';

export const CONNECTION_COMMANDS: readonly Command[] = [
  {
    names: ['connect'],
    usage: '[URL]',
    help: 'connect to a server; without URL to the last one',
    async run(session, rest, signal) {
      await connectTo(session, rest === '' ? lastUrl(session) : urlOf(rest), signal);
    },
  },
  {
    names: ['disconnect', 'terminate-session'],
    usage: '',
    help: "end the server's session and hang up",
    async run(session) {
      linkOf(session);
      await disconnect(session);
      session.screen.good('Disconnected.');
    },
  },
  {
    names: ['reconnect'],
    usage: '',
    help: 'hang up and connect again',
    run: (session, _, signal) => connectTo(session, lastUrl(session), signal),
  },
  {
    names: ['debug'],
    usage: 'on|off',
    help: 'show requests and answers on standard error, without tokens',
    run({ now, screen }, rest) {
      if (rest !== 'on' && rest !== 'off') throw usageError('`debug on` or `debug off`.');
      now.debug = rest === 'on';
      screen.good(`Debugging is ${rest}.`);
      return Promise.resolve();
    },
    complete: () => ['on', 'off'],
  },
];

function urlOf(text: string): URL {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw usageError(`${JSON.stringify(text)} is no URL, such as http://localhost:3334/mcp.`);
  }
  url.hash = '';
  return url;
}
