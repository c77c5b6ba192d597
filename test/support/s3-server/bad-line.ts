import { connect, createServer, type Socket } from 'node:net';

/** A connection to a server that goes wrong on command. */
export interface BadLine {
  readonly url: string;
  /** Bytes that went to the server so far. */
  readonly sent: number;
  /** Once so many more bytes went to the server, all connections are cut, and the line is good again. */
  cutAfterSending(bytes: number): void;
  /** Once so many more bytes came back, all connections are cut, and the line is good again. */
  cutAfterReceiving(bytes: number): void;
  /** Connections stay, and no byte goes through any more, until `mend`. */
  stall(): void;
  mend(): void;
  close(): Promise<void>;
}

/** A line to the server at this address, through a port of its own. */
export async function startBadLine(target: string): Promise<BadLine> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let sent = 0;
  let sendLimit = Infinity;
  let receiveLimit = Infinity;
  let isStalled = false;
  const cutAll = (): void => {
    sendLimit = Infinity;
    receiveLimit = Infinity;
    for (const socket of sockets) socket.destroy();
  };
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.on('data', (bytes) => {
      if (isStalled) return;
      sent += bytes.byteLength;
      sendLimit -= bytes.byteLength;
      if (sendLimit <= 0) cutAll();
      else if (!far.write(bytes)) near.pause();
    });
    far.on('drain', () => near.resume());
    far.on('data', (bytes) => {
      if (isStalled) return;
      receiveLimit -= bytes.byteLength;
      if (receiveLimit <= 0) cutAll();
      else if (!near.write(bytes)) far.pause();
    });
    near.on('drain', () => far.resume());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    get sent() {
      return sent;
    },
    cutAfterSending(bytes) {
      sendLimit = bytes;
    },
    cutAfterReceiving(bytes) {
      receiveLimit = bytes;
    },
    stall() {
      isStalled = true;
    },
    mend() {
      isStalled = false;
      cutAll();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        cutAll();
      }),
  };
}
