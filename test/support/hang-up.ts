import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

const sockets = new Set<Socket>();

subscribe('net.client.socket', (message) => {
  const { socket } = message as { socket: Socket };
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
});

/**
 * Closes the connections that clients of this process keep to a server: one that ends waits a second for each that could still
 * bring a request, and fetch keeps its own for longer. For the end of tests that are not about that.
 */
export function hangUp(url: string): void {
  const port = Number(new URL(url).port);
  for (const socket of sockets) if (socket.remotePort === port) socket.destroy();
}
