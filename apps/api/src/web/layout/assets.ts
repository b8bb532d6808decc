import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { projectRoot } from '#lib/platform';
import type { NextFunction, Request, Response } from 'express';

const NHSUK = join(projectRoot(), 'node_modules/nhsuk-frontend/dist/nhsuk');
const LAYOUT = join(projectRoot(), 'apps/api/src/web/layout');

/**
 * The NHS styles without the fonts, which lie at the NHS asset host and are licensed for it: a page waits for nobody
 * else's server, and shows Arial, the next in the list. Their pictures are beside them.
 */
const STYLES = readFileSync(join(NHSUK, 'nhsuk-frontend.min.css'), 'utf8')
  .replaceAll(/@font-face\{[^}]*\}/g, '')
  .replaceAll('/assets/images/', 'images/')
  .replace(/\/\*# sourceMappingURL=.*$/, '');

const SCRIPT = readFileSync(join(NHSUK, 'nhsuk-frontend.min.js'), 'utf8').replace(/\/\/# sourceMappingURL=.*$/, '');

const PICTURES = readdirSync(join(NHSUK, 'assets/images')).map((name) => [`images/${name}`, readFileSync(join(NHSUK, 'assets/images', name))] as const);

/** Few and small, so they are kept in memory: no path of a request ever becomes the name of a file. */
const FILES: ReadonlyMap<string, string | Buffer> = new Map<string, string | Buffer>([
  ['nhsuk-frontend.css', STYLES],
  ['pathways.css', readFileSync(join(LAYOUT, 'pathways.css'), 'utf8')],
  ['nhsuk-frontend.js', SCRIPT],
  ['start.js', "import { initAll } from './nhsuk-frontend.js';\ninitAll();\n"],
  ['manifest.json', readFileSync(join(NHSUK, 'assets/manifest.json'), 'utf8')],
  ...PICTURES,
]);

/** Everything that a page loads is below this path, which changes with what is in it. */
export const ASSET_PATH = `/assets/${digestOfFiles()}`;

/** Styles, scripts and pictures, for anybody and for a year. */
export function assets(request: Request, response: Response, next: NextFunction): void {
  const file = FILES.get(request.path.slice(1));
  if (file === undefined || !/^(GET|HEAD)$/.test(request.method)) return next();
  response.set('Cache-Control', 'public, max-age=31536000, immutable').type(extname(request.path)).send(file);
}

function digestOfFiles(): string {
  const hash = createHash('sha256');
  for (const [name, content] of FILES) hash.update(name).update(content);
  return hash.digest('hex').slice(0, 12);
}
