import { describe, expect, it } from '@jest/globals';
import { SchemaCheck, type Schema } from '../support/schema-check.js';

describe('the check of schemas', () => {
  const check = new SchemaCheck({ Cat: { type: 'object', properties: { name: { type: 'string', minLength: 2 }, age: { type: ['integer', 'null'], minimum: 0 } }, required: ['name'] } });
  const cat = { $ref: '#/components/schemas/Cat' };

  it.each<[string, Schema, unknown]>([
    ['all of it', cat, { name: 'Tom', age: null }],
    ['a part that may be left out', cat, { name: 'Tom' }],
    ['one of two', { oneOf: [cat, { type: 'null' }] }, null],
    ['whatever is allowed', { type: 'object', additionalProperties: { type: 'string' } }, { a: 'x' }],
  ])('accepts %s', (_name, schema, value) => {
    expect(check.faults(schema, value)).toEqual([]);
  });

  it.each<[string, Schema, unknown]>([
    ['what is not documented', cat, { name: 'Tom', colour: 'grey' }],
    ['what is missing', cat, { age: 1 }],
    ['another type', cat, { name: 7 }],
    ['null where it may not be', cat, { name: null }],
    ['a limit', cat, { name: 'Tom', age: -1 }],
    ['a fraction', cat, { name: 'Tom', age: 1.5 }],
    ['a length', cat, { name: 'T' }],
    ['something inside a list', { type: 'array', items: cat }, [{ name: 'Tom' }, {}]],
    ['too few', { type: 'array', minItems: 1 }, []],
    ['a word that is not in the list', { type: 'string', enum: ['a', 'b'] }, 'c'],
    ['a date that does not exist', { type: 'string', format: 'date' }, '2026-02-30'],
    ['a moment without a zone', { type: 'string', format: 'date-time' }, '2026-02-01T10:00:00'],
    ['an identifier that is none', { type: 'string', format: 'uuid' }, 'C-1'],
    ['a pattern', { type: 'string', pattern: '^a+$' }, 'b'],
    ['two of two, where one is meant', { oneOf: [cat, { type: 'object' }] }, { name: 'Tom' }],
    ['something extra of the wrong type', { type: 'object', additionalProperties: { type: 'string' } }, { a: 1 }],
    ['a reference that leads nowhere', { $ref: '#/components/schemas/Dog' }, {}],
    ['a keyword that it does not know', { multipleOf: 5 }, 5],
    ['a format that it does not know', { type: 'string', format: 'isbn' }, 'x'],
  ])('finds %s', (_name, schema, value) => {
    expect(check.faults(schema, value).length).toBeGreaterThan(0);
  });
});
