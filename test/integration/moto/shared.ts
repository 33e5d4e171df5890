import { after } from 'node:test';
import { startMotoService } from '../moto-service.ts';

/** One moto and one service for all that only reads: starting them takes longer than asking. */
export const moto = await startMotoService();
after(() => moto.close());
