import { DomainError } from '#lib/platform';
import busboy from 'busboy';
import type { Request } from 'express';
import type { Readable } from 'node:stream';

/** A file on its way in; the bytes are read as they come. */
interface IncomingFile {
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/**
 * Hands the file of a request to `use`: the first file of a form, wherever in the form it stands, or the
 * body itself. Whatever `use` leaves unread is read and thrown away, so that the sender hears why before the
 * connection ends. Throws exchange/no-file, exchange/form-unreadable and exchange/upload-broken-off.
 */
export async function withFileOfRequest<Result>(request: Request, defaultName: string, use: (file: IncomingFile) => Promise<Result>): Promise<Result> {
  if (request.destroyed) throw brokenOff(); // the sender has gone while this upload waited for its turn
  try {
    if (!request.is('multipart/form-data')) return await use({ name: plainName(defaultName), bytes: piecesOf(request) });
    const { name, stream } = await firstFile(request);
    return await use({ name: plainName(name || defaultName), bytes: piecesOf(stream) });
  } finally {
    request.unpipe();
    request.resume();
  }
}

async function firstFile(request: Request): Promise<{ name: string; stream: Readable }> {
  const unreadable = new DomainError('exchange/form-unreadable', 'The form cannot be read: it breaks off, or is not multipart/form-data with a boundary.');
  return new Promise((resolve, reject) => {
    const form = openForm(request);
    if (form === null) {
      reject(unreadable);
      return;
    }
    form.once('file', (_field, stream, info) => {
      // Named so that a stream which is never read cannot bring the process down by its error.
      stream.on('error', () => request.unpipe(form));
      request.once('close', () => request.complete || stream.destroy(new Error('broken off')));
      resolve({ name: info.filename, stream });
    });
    form.on('error', () => reject(unreadable));
    form.once('close', () => reject(new DomainError('exchange/no-file', 'The form has no file in it. Choose a file and send it again.')));
    request.once('close', () => request.complete || reject(unreadable));
    request.pipe(form);
  });
}

/** Null when the header has no boundary. */
function openForm(request: Request): busboy.Busboy | null {
  try {
    return busboy({ headers: request.headers, defParamCharset: 'utf8', limits: { files: 1, fields: 20, fieldSize: 10_000 } });
  } catch {
    return null;
  }
}

/** The bytes of a stream. Unlike a plain loop over it, leaving early does not end the connection of a request. */
async function* piecesOf(stream: Readable): AsyncGenerator<Uint8Array> {
  try {
    yield* stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
  } catch {
    throw brokenOff();
  }
}

function brokenOff(): DomainError {
  return new DomainError('exchange/upload-broken-off', 'The upload broke off before its end. Send the file again.');
}

/** The last part of a path, without characters that a terminal or a header would act on. */
function plainName(name: string): string {
  const plain = (name.split(/[\\/]/).at(-1) ?? '').replace(/[^\p{L}\p{N} ._()-]/gu, '').slice(0, 200);
  return /^[. ]*$/.test(plain) ? 'file' : plain;
}
