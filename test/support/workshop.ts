import { privateFileUri, publicFileUrl, type RowRules, type SampleDataset, type SampleRecord } from '../../electron/sample-app/index.ts';

/** A small app with one field of every kind, row rules, a field rule, files and three users: what the sample app's own tests ask for. */

const workshopId = 'abcdef0123456789abcdef01';
/** The task that is in the trash from the start. */
export const trashedId = hexId(91_000);
export const people = { owner: 'owner@workshop.example', ada: 'ada@workshop.example', ben: 'ben@workshop.example' } as const;

export function hexId(number: number): string {
  return number.toString(16).padStart(24, '0');
}

/** A stored date, so many seconds into 2026. */
export function at(seconds: number): string {
  return `${new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString().slice(0, -1)}000`;
}

function person(number: number, email: string, name: string, role: 'admin' | 'user') {
  return { id: hexId(number), created_date: at(number), updated_date: at(number), email, full_name: name, role, team: number === 2 ? 'blue' : 'red' } as const;
}

export interface Task {
  readonly id: string;
  readonly created_date: string;
  readonly updated_date: string;
  readonly created_by: string;
  readonly title: string;
  readonly status: string;
  readonly priority: number;
  readonly price: number | null;
  readonly done: boolean;
  readonly tags: readonly string[];
  readonly parts: readonly { readonly name: string; readonly count: number }[];
  readonly place: { readonly city: string; readonly zip: string } | null;
  readonly due: string;
  readonly photo: string;
}

const cities = ['Oslo', 'Bergen', 'Turku', 'Århus'];
const statuses = ['open', 'waiting', 'done'];

/** Ten tasks by default; task n (from 0) has priority n and was created n seconds into 2026. */
function taskRecord(n: number): SampleRecord {
  return {
    title: `Task ${n}`,
    status: statuses[n % 3] ?? 'open',
    priority: n,
    price: n % 4 === 3 ? null : n * 1.5,
    done: n % 3 === 2,
    tags: n % 2 === 0 ? ['even', `t${n}`] : [`t${n}`],
    parts: [{ name: 'bolt', count: n }],
    place: n % 5 === 4 ? null : { city: cities[n % 4] ?? 'Oslo', zip: String(1000 + n) },
    due: `2026-02-${String((n % 28) + 1).padStart(2, '0')}`,
    photo: publicFileUrl(workshopId, 'a1_photo é.png'),
    id: hexId(1000 + n),
    created_date: at(n),
    updated_date: at(2000 - n),
    created_by: people.owner,
    created_by_id: hexId(1),
    is_sample: false,
  };
}

function noteRecord(n: number): SampleRecord {
  const author = [people.owner, people.ada, people.ben][n % 3] ?? people.owner;
  return {
    text: `Note ${n}`,
    secret: `s${n}`,
    document: privateFileUri(workshopId, 'b2_contract.pdf'),
    id: hexId(5000 + n),
    created_date: at(n),
    updated_date: at(n),
    created_by: author,
    created_by_id: hexId((n % 3) + 1),
    is_sample: false,
  };
}

const ownNotes: RowRules = {
  read: { created_by: '{{user.email}}' },
  update: { created_by: '{{user.email}}' },
  delete: { $or: [{ created_by: '{{user.email}}' }, { user_condition: { role: 'admin' } }] },
};

export const photo = new Uint8Array(200_000).map((_byte, index) => index % 251);
export const contract = new TextEncoder().encode('%PDF-1.4 not really');

export interface WorkshopOptions {
  readonly tasks?: number;
  readonly managedSource?: boolean;
}

export function workshop({ tasks = 10, managedSource = false }: WorkshopOptions = {}): SampleDataset {
  return {
    appId: workshopId,
    appName: 'Workshop',
    ownerEmail: people.owner,
    settings: { user_description: 'Jobs and notes', public_settings: 'private_with_login', is_managed_source_code: managedSource },
    secrets: { MAIL_KEY: 'not-a-real-key' },
    users: [person(1, people.owner, 'Olga Owner', 'admin'), person(2, people.ada, 'Ada Archer', 'user'), person(3, people.ben, 'Ben Baker', 'user')],
    userSchema: { type: 'object', properties: { team: { type: 'string' } } },
    functions: [{ name: 'sendReport', code: 'export default () => "sent";\n' }],
    agents: [{ name: 'helper', description: 'Helps', instructions: 'Be brief.', settings: { tool_configs: [] } }],
    conversations: [{ id: hexId(9001), agent_name: 'helper', created_date: at(1), created_by_id: hexId(2), messages: [{ role: 'user', content: 'Hello' }] }],
    files: [
      { path: 'a1_photo é.png', visibility: 'public', contentType: 'image/png', content: () => photo },
      { path: 'b2_contract.pdf', visibility: 'private', contentType: 'application/pdf', content: () => contract },
    ],
    entities: [
      {
        name: 'Task',
        schema: {
          type: 'object',
          properties: {
            title: { type: 'string' },
            status: { type: 'string', enum: statuses, default: 'open' },
            priority: { type: 'integer' },
            price: { type: 'number' },
            done: { type: 'boolean', default: false },
            tags: { type: 'array', items: { type: 'string' } },
            parts: { type: 'array', items: { type: 'object', properties: { name: { type: 'string' }, count: { type: 'integer' } } } },
            place: { type: 'object', properties: { city: { type: 'string' }, zip: { type: 'string' } } },
            due: { type: 'string', format: 'date' },
            photo: { type: 'string', format: 'file' },
          },
          required: ['title'],
        },
        *records() {
          for (let n = 0; n < tasks; n += 1) yield taskRecord(n);
        },
        *trash() {
          yield { ...taskRecord(90_000), title: 'Thrown away' };
        },
        *devRecords() {
          yield { ...taskRecord(800), title: 'Only a test' };
        },
      },
      {
        name: 'Note',
        schema: {
          type: 'object',
          properties: { text: { type: 'string' }, secret: { type: 'string', rls: { read: { user_condition: { role: 'admin' } } } }, document: { type: 'string' } },
          rls: ownNotes,
        },
        *records() {
          for (let n = 0; n < 9; n += 1) yield noteRecord(n);
        },
      },
    ],
  };
}
