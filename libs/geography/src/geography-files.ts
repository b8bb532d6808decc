import { DomainError } from '#lib/platform';
import { headingsOf } from './csv-records.js';
import { recognise, unknownLayout, type Recognised } from './recognise.js';
import { sourceFilesAt, type SourceFile } from './source-file.js';

/** A file, or an entry of a zip, whose headings are known. */
export interface GeographyFile {
  readonly source: SourceFile;
  readonly recognised: Recognised;
}

/**
 * What there is to load at these paths, in their order; a file that is named twice counts once. Throws a
 * coded error for the first path with nothing in it that can be read.
 */
export async function recogniseFiles(paths: readonly string[]): Promise<GeographyFile[]> {
  const files = new Map<string, GeographyFile>();
  for (const path of paths) {
    const sources = await sourceFilesAt(path);
    for (const file of sources.length === 1 ? [await recogniseFile(sources[0]!)] : await recogniseEntries(sources)) files.set(file.source.fingerprint, file);
  }
  return [...files.values()];
}

async function recogniseFile(source: SourceFile): Promise<GeographyFile> {
  const headings = await headingsOf(source);
  const recognised = recognise(headings);
  if (recognised === null) throw unknownLayout(source.name, headings);
  return { source, recognised };
}

/** A publisher's zip also holds names of areas and other papers: what is not recognised there is passed over. */
async function recogniseEntries(sources: readonly SourceFile[]): Promise<GeographyFile[]> {
  const files: GeographyFile[] = [];
  for (const source of sources) {
    try {
      files.push(await recogniseFile(source));
    } catch (error) {
      if (!(error instanceof DomainError) || !PASSED_OVER.has(error.code)) throw error;
    }
  }
  if (files.length === 0) {
    throw new DomainError('geography/nothing-in-zip', `None of the ${sources.length} CSV files in ${sources[0]!.name.split(': ')[0]} is a geography file that can be read.`);
  }
  // The directory comes whole and once more in parts by area: the parts only serve where the whole is missing.
  const whole = files.filter((file) => !/multi_csv/i.test(file.source.name));
  return whole.length > 0 ? whole : files;
}

const PASSED_OVER = new Set(['geography/unknown-layout', 'geography/empty-file', 'geography/not-text', 'geography/not-csv', 'geography/row-without-end']);
