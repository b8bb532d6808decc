import { CANDIDATE_HEADINGS } from './candidates-csv/candidates-layout.js';
import { templateFile } from './files/layout-template.js';
import { HIRE_HEADINGS } from './hires-csv/hires-layout.js';
import { ORGANISATION_HEADINGS } from './organisations-csv/organisations-file.js';
import { ROLE_HEADINGS } from './roles-csv/roles-layout.js';

/** For each content in a layout of our own, an empty file to fill. Course files have the template of the Course Directory. */
export const UPLOAD_TEMPLATES: Readonly<Record<string, () => string>> = {
  candidates: () => templateFile(CANDIDATE_HEADINGS),
  organisations: () => templateFile(ORGANISATION_HEADINGS),
  roles: () => templateFile(ROLE_HEADINGS),
  hires: () => templateFile(HIRE_HEADINGS),
};
