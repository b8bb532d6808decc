import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { projectRoot } from '#lib/platform';

const NOT_OURS = new Set(['node_modules', 'dist', 'coverage', '.pathways', '.git']);

/** Every file and folder below a folder of the checkout, as paths from the checkout's root with `/` between. */
export function pathsBelow(folder: string): string[] {
  const root = projectRoot();
  const walk = (path: string): string[] =>
    readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
      if (NOT_OURS.has(entry.name)) return [];
      const own = join(path, entry.name);
      return [relative(root, own).split(sep).join('/'), ...(entry.isDirectory() ? walk(own) : [])];
    });
  return walk(join(root, folder)).toSorted();
}

/** The text of a file of the checkout. */
export function textOf(path: string): string {
  return readFileSync(join(projectRoot(), path), 'utf8');
}

/** TypeScript of apps and libs that runs in production: no specs, no oracles. */
export function productionSources(): string[] {
  return [...pathsBelow('apps'), ...pathsBelow('libs')].filter((path) => path.endsWith('.ts') && !/\.(spec|oracle)\.ts$/.test(path));
}

/** Names of the folders directly in `apps` or `libs`. */
export function membersOf(group: 'apps' | 'libs'): string[] {
  return pathsBelow(group)
    .filter((path) => path.split('/').length === 2 && !path.includes('.'))
    .map((path) => path.split('/')[1]!);
}
