import type { Server as HttpServer } from 'node:http';
import { Server, type DefaultEventsMap } from 'socket.io';
import type { App, Broadcast, ChangeType } from './app.ts';
import type { AuthenticatedCall } from './call.ts';
import { rendererFor } from './render.ts';
import { rowRule } from './rules.ts';
import { RowReader } from './query/values.ts';
import { parseObject, type Fields, type Row } from './store/row.ts';
import type { DataEnvironment } from './store/app-store.ts';
import type { Caller } from './tokens.ts';

/** Text fields longer than this are emptied in an event, and the record is marked `_oversize`. */
const maxField = 10 * 1024;

/**
 * The realtime side: Socket.IO over websocket at `/ws-user-apps/socket.io/`. A client joins `entities:{app}:{Entity}` and
 * is told of every change of a record it may read, as `update_model {room, data: "<JSON>"}`.
 */
export class Realtime {
  readonly #io: Server<DefaultEventsMap, DefaultEventsMap, DefaultEventsMap, SocketData>;
  #app: App | undefined;

  /** To be made once the server has its handler for requests: Socket.IO stands before it for the paths of its own. */
  constructor(server: HttpServer) {
    this.#io = new Server(server, { path: '/ws-user-apps/socket.io/', transports: ['websocket'], serveClient: false });
  }

  start(app: App): void {
    this.#app = app;
    this.#io.use((socket, next) => {
      try {
        const { app_id: appId, token } = socket.handshake.query;
        if (appId !== app.store.appId) throw new Error('Unknown app.');
        const caller = app.tokens.identify({ authorization: `Bearer ${String(token)}` }, (email) => app.store.userByEmail(email));
        socket.data.caller = caller;
        next();
      } catch {
        next(new Error('Not authorized.'));
      }
    });
    this.#io.on('connection', (socket) => {
      // The SDK may join the same room twice; joining is a set and so it does not matter.
      socket.on('join', (room: unknown) => {
        if (typeof room === 'string' && isRoomOf(app, room)) void socket.join(room);
      });
      socket.on('leave', (room: unknown) => {
        if (typeof room === 'string') void socket.leave(room);
      });
    });
  }

  readonly broadcast: Broadcast = (environment: DataEnvironment, entity: string, type: ChangeType, row: Row): void => {
    const app = this.#app;
    // Events carry no data environment, so only production's are sent.
    if (app === undefined || environment !== 'prod') return;
    const room = `entities:${app.store.appId}:${entity}`;
    const members = this.#io.sockets.adapter.rooms.get(room);
    if (members === undefined) return;
    const timestamp = app.now().toISOString();
    for (const id of members) {
      const socket = this.#io.sockets.sockets.get(id);
      const caller = socket?.data.caller;
      const record = caller === undefined ? undefined : readable(app, entity, row, caller);
      if (record !== undefined) socket?.emit('update_model', { room, data: JSON.stringify({ type, data: slimmed(record), id: row.id, timestamp }) });
    }
  };

  /** Breaks every connection; clients try to come back. */
  disconnectAll(): void {
    this.#io.disconnectSockets(true);
  }

  async stop(): Promise<void> {
    await this.#io.close();
  }
}

interface SocketData {
  caller?: Caller;
}

function isRoomOf(app: App, room: string): boolean {
  return room.startsWith(`entities:${app.store.appId}:`) || room.startsWith('/agent-conversations/');
}

function readable(app: App, entity: string, row: Row, caller: Caller): Fields | undefined {
  const schema = app.store.schema(entity);
  if (schema === undefined) return undefined;
  const rule = rowRule(schema, 'read', caller, false);
  if (rule !== undefined && !rule(new RowReader(row))) return undefined;
  const call: Pick<AuthenticatedCall, 'caller' | 'bypass'> = { caller, bypass: false };
  return parseObject(rendererFor(call, schema)(row));
}

function slimmed(record: Fields): Fields {
  const long = Object.entries(record).filter(([, value]) => typeof value === 'string' && value.length > maxField);
  if (long.length === 0) return record;
  return { ...record, ...Object.fromEntries(long.map(([name]) => [name, ''])), _oversize: true };
}
