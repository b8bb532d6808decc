import { DomainError } from '#lib/platform';
import busboy from 'busboy';
import type { Request } from 'express';

/** A file on its way in; the bytes are read as they come. */
export interface IncomingFile {
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** The file of a request: the first file of a form, or the body itself. */
export async function fileOfRequest(request: Request, defaultName: string): Promise<IncomingFile> {
  if (request.is('multipart/form-data') === false || request.is('multipart/form-data') === null) return { name: plainName(defaultName), bytes: request };
  return new Promise((resolve, reject) => {
    const noFile = new DomainError('exchange/no-file', 'The form has no file in it. Choose a file and send it again.');
    let isFound = false;
    const form = busboy({ headers: request.headers, limits: { files: 1, fields: 20, fieldSize: 10_000 } });
    form.once('file', (_field, stream, info) => {
      isFound = true;
      request.once('close', () => request.complete || stream.destroy(new DomainError('exchange/upload-broken-off', 'The upload broke off before its end. Send the file again.')));
      resolve({ name: plainName(info.filename || defaultName), bytes: stream });
    });
    form.once('error', () => reject(new DomainError('exchange/form-unreadable', 'The form cannot be read: it breaks off, or is not multipart/form-data.')));
    form.once('close', () => isFound || reject(noFile));
    request.pipe(form);
  });
}

/** The last part of a path, without characters that a terminal or a header would act on. */
function plainName(name: string): string {
  return (name.split(/[\\/]/).at(-1) ?? '').replace(/[^\p{L}\p{N} ._()-]/gu, '').slice(0, 200) || 'file';
}
