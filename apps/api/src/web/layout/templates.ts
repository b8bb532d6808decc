import { join } from 'node:path';
import { projectRoot } from '#lib/platform';
import nunjucks from 'nunjucks';

const FOLDERS = ['apps/api/src/web', 'node_modules/nhsuk-frontend/dist'].map((folder) => join(projectRoot(), folder));

interface SafeText {
  readonly val: string;
}

/** The templates of all pages, and below them those of the NHS design system. Text is escaped unless a template says otherwise. */
export function openTemplates(isDevelopment: boolean): nunjucks.Environment {
  const environment = new nunjucks.Environment(new nunjucks.FileSystemLoader(FOLDERS, { noCache: isDevelopment }), { autoescape: true, trimBlocks: true, lstripBlocks: true });
  // Of its own, trim looks for white space by an expression that takes square time: a long NHS table takes 50 ms.
  environment.addFilter('trim', (value: unknown) => {
    if (typeof value === 'string') return value.trim();
    return value instanceof nunjucks.runtime.SafeString ? new nunjucks.runtime.SafeString((value as unknown as SafeText).val.trim()) : value;
  });
  return environment;
}
