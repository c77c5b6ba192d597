import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldRules, lets, reachOf, rowRule } from '../../../../electron/engine/sources/base44/row-rules/rules.ts';

const admin = { id: 'u1', email: 'olga@example.com', role: 'admin', team: 'red', level: 3 };
const user = { id: 'u2', email: 'ada@example.com', role: 'user', team: 'blue', level: 1 };
const isAdmin = { user_condition: { role: 'admin' } };
const own = { created_by: '{{user.email}}' };

describe('how much a rule leaves to a reader', () => {
  it.each([
    ['nothing said', undefined, 'everything'],
    ['null', null, 'everything'],
    ['empty text', '', 'everything'],
    ['true', true, 'everything'],
    ['an empty condition', {}, 'everything'],
    ['false', false, 'nothing'],
    ['their own', own, 'something'],
    ['a rule of an unknown kind', 'members', 'something'],
    ['an unknown operator', { $where: 'x' }, 'something'],
    ['none of nothing', { $nor: [] }, 'everything'],
    ['none of everything', { $nor: [true] }, 'nothing'],
  ] as const)('%s', (_name, rule, reach) => {
    for (const reader of [admin, user, undefined]) expect(reachOf(rule, reader)).toBe(reach);
  });

  it.each([
    ['admins', isAdmin, ['everything', 'nothing', 'something']],
    ['admins or their own', { $or: [isAdmin, own] }, ['everything', 'something', 'something']],
    ['admins and their own', { $and: [isAdmin, own] }, ['something', 'nothing', 'something']],
    ['admins with their own, in one condition', { ...isAdmin, ...own }, ['something', 'nothing', 'something']],
    ['nobody but admins', { $nor: [{ user_condition: { role: 'user' } }] }, ['everything', 'nothing', 'something']],
    ['one of several roles', { user_condition: { role: { $in: ['admin', 'lead'] } } }, ['everything', 'nothing', 'something']],
    ['a custom field of the reader', { user_condition: { 'data.team': 'red' } }, ['everything', 'nothing', 'something']],
    ['everything in the end', { $or: [false, { $and: [true, { $nor: [false] }] }] }, ['everything', 'everything', 'everything']],
  ] as const)('%s', (_name, rule, [forAdmin, forUser, forUnknown]) => {
    expect(reachOf(rule, admin)).toBe(forAdmin);
    expect(reachOf(rule, user)).toBe(forUser);
    expect(reachOf(rule, undefined)).toBe(forUnknown);
  });
});

describe('whether a rule lets a reader see a record', () => {
  const mine = { id: 'r1', created_by: 'ada@example.com', status: 'open', owners: ['ada@example.com', 'ben@example.com'], level: 1, gone: null };
  it.each([
    [own, true],
    [{ created_by: '{{user.id}}' }, false],
    [{ created_by: 'ADA@example.com' }, undefined],
    [{ created_by: '{{user.nothing}}' }, undefined],
    [{ created_by: 'x{{user.email}}' }, undefined],
    [{ owners: '{{user.email}}' }, true],
    [{ 'data.status': 'open' }, true],
    [{ status: { $in: ['open', 'done'] } }, true],
    [{ status: { $nin: ['open'] } }, false],
    [{ status: { $ne: 'open' } }, false],
    [{ status: { $eq: 'open' } }, true],
    [{ status: { $gt: 'a' } }, undefined],
    [{ level: '{{user.level}}' }, true],
    [{ level: '1' }, undefined],
    [{ gone: null }, true],
    [{ missing: null }, true],
    [{ missing: 'x' }, false],
    [{ $or: [{ status: 'done' }, own] }, true],
    [{ $or: [{ status: { $gt: 'a' } }, { status: 'done' }] }, undefined],
    [{ $and: [{ status: { $gt: 'a' } }, { status: 'done' }] }, false],
    [{ $nor: [{ status: 'done' }] }, true],
    [false, false],
    [true, true],
  ])('%j: %s', (rule, verdict) => {
    expect(lets(rule, mine, user)).toBe(verdict);
  });

  it('never says no of a record where the rule leaves everything, nor yes where it leaves nothing', () => {
    const leaf = fc.constantFrom<unknown>(true, false, null, '', {}, isAdmin, own, { status: 'open' }, { status: { $ne: 'open' } }, { level: { $gt: 2 } });
    const rule = fc.letrec((tie) => ({
      rule: fc.oneof({ depthSize: 'small' }, leaf, fc.constantFrom('$and', '$or', '$nor').chain((operator) => fc.array(tie('rule'), { minLength: 1, maxLength: 3 }).map((parts) => ({ [operator]: parts })))),
    })).rule;
    fc.assert(
      fc.property(rule, fc.constantFrom(admin, user, undefined), fc.constantFrom(mine, { ...mine, created_by: 'x', status: 'done' }), (one, reader, record) => {
        const impossible = { everything: false, something: 'no verdict', nothing: true }[reachOf(one, reader)];
        expect(lets(one, record, reader)).not.toBe(impossible);
      }),
    );
  });
});

describe('rules in a schema', () => {
  it('are found for rows and fields, nested ones too', () => {
    const schema = {
      rls: { read: own, write: false },
      properties: { a: { rls: { read: isAdmin } }, b: { rls: { write: false } }, c: { type: 'object', properties: { d: { rls: { read: false } } } }, e: null },
    };
    expect(rowRule(schema)).toEqual(own);
    expect(fieldRules(schema)).toEqual([
      { field: 'a', rule: isAdmin },
      { field: 'c.d', rule: false },
    ]);
  });

  it.each([[null], [{}], [{ rls: null }], [{ rls: 'x', properties: [] }], [[]]])('are not in %j', (schema) => {
    expect(rowRule(schema)).toBeUndefined();
    expect(fieldRules(schema)).toEqual([]);
  });
});
