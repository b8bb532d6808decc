import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline, Transform, type Readable } from 'node:stream';
import { crc32, createGunzip } from 'node:zlib';
import { DomainError } from '#lib/platform';
import yauzl from 'yauzl';

/** A file of text to import: a file on disk, unpacked when it is gzip, or one entry of a zip. */
export interface SourceFile {
  /** Without its folder; for an entry of a zip 'NSPL.zip: Data/NSPL.csv'. */
  readonly name: string;
  /** SHA-256 in hex, of the file as it lies on disk (and the entry's name). */
  readonly fingerprint: string;
  /** What `onBytes` adds up to at the end: packed bytes of a file, unpacked ones of a zip's entry. */
  readonly bytesTotal: number;
  /** The text's bytes from the start. A file that is cut or damaged ends the stream with an error. */
  open(onBytes: (bytes: number) => void): Promise<AsyncIterable<Buffer>>;
}

/** Larger pieces than Node's 16 KB: fewer turns a row. */
const PIECE = { highWaterMark: 262_144, chunkSize: 262_144 };

/** The first four bytes of a zip with something in it, and of an empty one. */
const ZIP_SIGNATURES: readonly string[] = ['504b0304', '504b0506'];

/** The text files at a path: one for .csv and .csv.gz, told by their first bytes and not by the name; every CSV of a zip. */
export async function sourceFilesAt(path: string): Promise<SourceFile[]> {
  const name = basename(path);
  const first = await firstBytes(path, name);
  const fingerprint = await sha256Of(path);
  if (ZIP_SIGNATURES.includes(first.toString('hex', 0, 4))) return entriesOf(path, name, fingerprint);
  const isGzip = first[0] === 0x1f && first[1] === 0x8b;
  const { size } = await stat(path);
  const source: SourceFile = {
    name,
    fingerprint,
    bytesTotal: size,
    open: (onBytes) => {
      const file = createReadStream(path, PIECE);
      file.on('data', (piece) => onBytes(piece.length));
      return Promise.resolve(isGzip ? joined(file, createGunzip(PIECE)) : file);
    },
  };
  return [source];
}

async function firstBytes(path: string, name: string): Promise<Buffer> {
  const file = await open(path, 'r').catch((error: unknown) => {
    throw new DomainError('geography/no-such-file', `There is no file ${name} that can be read. Check the path.`, [], { cause: error });
  });
  try {
    if (!(await file.stat()).isFile()) throw new DomainError('geography/no-such-file', `${name} is not a file.`);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  const file: AsyncIterable<Buffer> = createReadStream(path, PIECE);
  for await (const piece of file) hash.update(piece);
  return hash.digest('hex');
}

/** The second stream, ended with the first one's error when that fails. */
function joined<T extends Transform>(from: Readable, to: T): T {
  pipeline(from, to, () => undefined); // the reader of `to` is told: pipeline destroys it with the error
  return to;
}

async function entriesOf(path: string, zipName: string, zipFingerprint: string): Promise<SourceFile[]> {
  const sources: SourceFile[] = [];
  const zip = await yauzl.openPromise(path, { autoClose: false }).catch((error: unknown) => {
    throw new DomainError('geography/file-truncated', `${zipName} is not a whole zip file: it is damaged or was cut short. Download it again.`, [], { cause: error });
  });
  try {
    for await (const entry of zip.eachEntry()) {
      if (!/\.csv$/i.test(entry.fileName) || /(^|\/)(__MACOSX\/|\._)/.test(entry.fileName)) continue;
      sources.push({
        name: `${zipName}: ${entry.fileName}`,
        fingerprint: createHash('sha256').update(`${zipFingerprint} ${entry.fileName}`).digest('hex'),
        bytesTotal: entry.uncompressedSize,
        open: (onBytes) => openEntry(path, entry, onBytes),
      });
    }
  } catch (error) {
    throw new DomainError('geography/file-damaged', `The list of files in ${zipName} cannot be read. Download it again.`, [], { cause: error });
  } finally {
    zip.close();
  }
  if (sources.length === 0) {
    throw new DomainError('geography/nothing-in-zip', `${zipName} holds no .csv file. An Excel workbook (.xlsx) must first be saved as CSV.`);
  }
  return sources;
}

/** yauzl checks an entry's size but not its checksum, so a changed byte would pass: checked here. */
async function openEntry(path: string, entry: yauzl.Entry, onBytes: (bytes: number) => void): Promise<Readable> {
  const zip = await yauzl.openPromise(path, { autoClose: false });
  let checksum = 0;
  const checked = new Transform({
    transform(piece: Buffer, _encoding, done) {
      checksum = crc32(piece, checksum);
      onBytes(piece.length);
      done(null, piece);
    },
    flush(done) {
      done(checksum === entry.crc32 ? null : new Error('checksum differs'));
    },
  });
  checked.once('close', () => zip.close());
  try {
    return joined(await zip.openReadStreamPromise(entry), checked);
  } catch (error) {
    checked.destroy();
    throw error;
  }
}
