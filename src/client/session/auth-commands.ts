import { visible } from '../paint.ts';
import { unreachable, usageError } from '../trouble.ts';
import type { Access } from './access.ts';
import type { Command } from './command.ts';
import { connectTo, lastUrl, prepareAccess, type Session } from './session.ts';

const ACTIONS = ['login', 'status', 'refresh', 'logout'];

export const AUTH_COMMANDS: readonly Command[] = [
  {
    names: ['auth'],
    usage: ACTIONS.join('|'),
    help: 'log in, say who is logged in, renew the access token, forget the tokens',
    run(session, rest, signal) {
      const access = accessOf(session);
      switch (rest) {
        case 'login':
          return logIn(session, access, signal);
        case 'status':
        case '':
          for (const line of access.status()) session.screen.say(visible(line));
          return Promise.resolve();
        case 'refresh':
          return renew(session, access);
        case 'logout':
          return logOut(session, access);
        default:
          throw usageError(`auth ${ACTIONS.join(', auth ')}.`);
      }
    },
    complete: () => ACTIONS,
  },
];

function accessOf(session: Session): Access {
  return session.now.access ?? prepareAccess(session, lastUrl(session));
}

async function logIn(session: Session, access: Access, signal: AbortSignal): Promise<void> {
  await access.login(signal);
  session.screen.good('Logged in.');
  if (session.now.link === undefined) await connectTo(session, lastUrl(session), signal);
}

async function renew({ screen }: Session, access: Access): Promise<void> {
  if (!(await access.refresh())) throw unreachable('There is no refresh token that is still taken: `auth login`.');
  screen.good('The access token is new.');
}

async function logOut({ screen }: Session, access: Access): Promise<void> {
  const done = await access.logout();
  const said = {
    'nothing kept': 'Nobody was logged in.',
    forgotten: 'Logged out: the tokens are forgotten here. The authorization server was not told, or cannot be.',
    revoked: 'Logged out: the tokens are revoked and forgotten.',
  };
  screen.good(said[done]);
}
