import { ACTIONS, type Extent } from './actions.js';
import { ROLES } from './roles.js';

const EXTENTS: Readonly<Record<Extent, string>> = { node: 'at or below the node', city: 'of its City', 'acted-for': 'of organisations acted for' };

/** Who may do what, as rows of a Markdown table that the documentation is checked against. */
export function rolesTable(): string {
  const rows = Object.entries(ROLES).map(([role, { purpose, heldAt, actions }]) => `| ${role} | ${purpose} | ${heldAt.join(', ') || 'their own record'} | ${actions.map((action) => `\`${action}\``).join(' ')} |`);
  return ['| Role | For whom | Held at | May |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

/** Which rows each action reaches, likewise. */
export function actionsTable(): string {
  const rows = Object.entries(ACTIONS).map(([action, kinds]) => {
    const reached = Object.entries(kinds as Readonly<Record<string, readonly Extent[]>>).map(([kind, extents]) => `${kind.replaceAll('_', ' ')} ${extents.map((extent) => EXTENTS[extent]).join(' and ')}`);
    return `| \`${action}\` | ${reached.join('; ') || 'public reference data only'} |`;
  });
  return ['| Action | Reaches |', '| --- | --- |', ...rows].join('\n');
}
