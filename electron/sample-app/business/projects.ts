import type { EntitySchema, SampleEntity, SampleRecord } from '../dataset.ts';
import { kinds, makeId, staff, systemFields } from './business.ts';
import type { Business } from './business.ts';
import { customerFacts } from './people.ts';
import { at, Dice } from './random.ts';
import { date, dateTime, day } from './timeline.ts';
import { projectNames, taskTitles } from './words.ts';

/** Work for customers, done in tasks. A project names its leading task and every task its project: a loop. */
const projectSchema: EntitySchema = {
  name: 'Project',
  type: 'object',
  properties: {
    name: { type: 'string' },
    customer_id: { type: 'string' },
    lead_task_id: { type: 'string', description: 'The task that decides when it is done.' },
    manager_id: { type: 'string' },
    team_ids: { type: 'array', items: { type: 'string' } },
    status: { type: 'string', enum: ['planned', 'running', 'done'] },
    budget: { type: 'number' },
    starts_on: { type: 'string', format: 'date' },
    due_on: { type: 'string', format: 'date' },
    milestones: {
      type: 'array',
      items: { type: 'object', properties: { title: { type: 'string' }, due_on: { type: 'string', format: 'date' }, task_id: { type: 'string' } } },
    },
    summary: { type: 'string', format: 'richtext' },
  },
  required: ['name'],
};

const taskSchema: EntitySchema = {
  name: 'Task',
  type: 'object',
  properties: {
    project_id: { type: 'string' },
    title: { type: 'string' },
    assignee_id: { type: 'string' },
    status: { type: 'string', enum: ['todo', 'doing', 'done'], default: 'todo' },
    priority: { type: 'integer', default: 2 },
    due_on: { type: 'string', format: 'date' },
    done_at: { type: 'string', format: 'date-time' },
    estimate_hours: { type: 'number' },
    depends_on_ids: { type: 'array', items: { type: 'string' } },
    checklist: { type: 'array', items: { type: 'object', properties: { text: { type: 'string' }, done: { type: 'boolean' } } } },
    description: { type: 'string', format: 'richtext' },
  },
  required: ['title', 'project_id'],
};

export function projectEntity(business: Business): SampleEntity {
  return {
    name: 'Project',
    schema: projectSchema,
    *records() {
      for (let index = 0; index < business.counts.projects; index += 1) yield project(business, index);
    },
  };
}

export function taskEntity(business: Business): SampleEntity {
  return {
    name: 'Task',
    schema: taskSchema,
    *records() {
      for (let index = 0; index < business.counts.tasks; index += 1) yield task(business, index);
    },
  };
}

function projectStart(business: Business, index: number): number {
  const oldest = business.now - 500 * day;
  return Math.floor(oldest + ((business.now - 5 * day - oldest) * index) / business.counts.projects) + new Dice(business.seed, kinds.project + 5, index).below(day / 4);
}

function projectId(business: Business, index: number): string {
  return makeId(business.seed, kinds.project, index, projectStart(business, index));
}

/** Task `index` belongs to project `index mod projects`, so that each has some and the last are no fewer. */
function taskCreated(business: Business, index: number): number {
  return projectStart(business, index % business.counts.projects) + Math.floor(index / business.counts.projects) * 1_800_000;
}

function taskId(business: Business, index: number): string {
  return makeId(business.seed, kinds.task, index, taskCreated(business, index));
}

function project(business: Business, index: number): SampleRecord {
  const { projects, tasks } = business.counts;
  const dice = new Dice(business.seed, kinds.project, index);
  const start = projectStart(business, index);
  const age = (business.now - start) / day;
  const customer = customerFacts(business, dice.below(Math.max(1, business.customers.before(start))));
  const own: number[] = [];
  for (let one = index; one < tasks; one += projects) own.push(one);
  const due = start + dice.between(30, 120) * day;
  return {
    ...systemFields(business, kinds.project, index, start, start + Math.min(age, 100) * day, staff(business, dice), index === 0),
    name: `${customer.company ?? customer.name}: ${dice.pick(projectNames)}`,
    customer_id: customer.id,
    lead_task_id: taskId(business, at(own, own.length - 1)),
    manager_id: staff(business, dice).id,
    team_ids: [...new Set([staff(business, dice).id, staff(business, dice).id])],
    status: age > 120 ? 'done' : age > 10 ? 'running' : 'planned',
    budget: dice.between(4, 80) * 250,
    starts_on: date(start),
    due_on: date(due),
    milestones: own.slice(0, dice.between(1, 3)).map((one, step) => ({ title: at(['Plan agreed', 'Half way', 'Handed over'], step), due_on: date(start + (step + 1) * 14 * day), task_id: taskId(business, one) })),
    ...(dice.chance(0.7) ? { summary: `<h3>What was agreed</h3><p>Budget includes <strong>fitting</strong>; contact is ${customer.name}.</p>` } : { summary: null }),
  };
}

function task(business: Business, index: number): SampleRecord {
  const { projects } = business.counts;
  const dice = new Dice(business.seed, kinds.task, index);
  const created = taskCreated(business, index);
  const step = Math.floor(index / projects);
  const done = business.now - created > (10 + step * 8) * day;
  const finished = created + (8 + step * 7) * day;
  return {
    ...systemFields(business, kinds.task, index, created, done ? finished : created, staff(business, dice)),
    project_id: projectId(business, index % projects),
    title: at(taskTitles, step + (index % 3)),
    assignee_id: dice.chance(0.9) ? staff(business, dice).id : null,
    status: done ? 'done' : dice.chance(0.3) ? 'doing' : 'todo',
    priority: dice.between(1, 3),
    ...(dice.chance(0.8) ? { due_on: date(created + (9 + step * 8) * day) } : {}),
    done_at: done ? dateTime(finished) : null,
    ...(dice.chance(0.7) ? { estimate_hours: dice.between(1, 32) / 2 } : {}),
    depends_on_ids: step === 0 ? [] : [taskId(business, index - projects)],
    checklist: Array.from({ length: dice.below(4) }, () => ({ text: dice.pick(['call', 'measure twice', 'photo', 'sign-off', 'Maß prüfen']), done })),
    ...(dice.chance(0.4) ? { description: '<p>See the drawing; <em>mind the sockets</em>.</p>' } : {}),
  };
}
