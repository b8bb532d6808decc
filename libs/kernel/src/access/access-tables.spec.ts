import { describe, expect, it } from '@jest/globals';
import { actionsTable, rolesTable } from './access-tables.js';
import { ACTIONS } from './actions.js';
import { ROLES } from './roles.js';

describe('the tables of the documentation', () => {
  const cells = (table: string): string[][] => table.split('\n').slice(2).map((row) => row.split('|').slice(1, -1).map((cell) => cell.trim()));

  it('have a row for each role, with where it is held and what it may do', () => {
    const rows = cells(rolesTable());
    expect(rows.map(([role]) => role)).toEqual(Object.keys(ROLES));
    expect(rows.find(([role]) => role === 'candidate')).toEqual(['candidate', ROLES.candidate.purpose, 'their own record', ROLES.candidate.actions.map((action) => `\`${action}\``).join(' ')]);
    expect(rows.find(([role]) => role === 'hr')![2]).toBe(ROLES.hr.heldAt.join(', '));
  });

  it('have a row for each action, with the rows that it reaches', () => {
    const rows = cells(actionsTable());
    expect(rows.map(([action]) => action)).toEqual(Object.keys(ACTIONS).map((action) => `\`${action}\``));
    expect(rows.find(([action]) => action === '`postcodes.read`')).toEqual(['`postcodes.read`', 'public reference data only']);
    expect(rows.find(([action]) => action === '`listings.change`')![1]).toContain('listings at or below the node and of organisations acted for');
  });
});
