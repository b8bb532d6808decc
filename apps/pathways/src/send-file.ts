import { UploadsQuery, UploadsService, type NewUpload, type UploadState } from '#lib/exchange';
import { DomainError, type Actor } from '#lib/platform';
import type { INestApplicationContext } from '@nestjs/common';

const LOOK_EVERY_MS = 100;

/** Sends a file as a partner would, and waits until it has been read. Throws when it was refused as a whole. */
export async function sendFile(
  services: INestApplicationContext,
  actor: Actor,
  upload: NewUpload,
  bytes: AsyncIterable<Uint8Array>,
  onState: (state: UploadState) => void,
): Promise<UploadState> {
  const uploadId = await services.get(UploadsService, { strict: false }).receive(actor, upload, bytes);
  const query = services.get(UploadsQuery, { strict: false });
  for (;;) {
    const state = await query.state(actor, uploadId);
    if (state.status === 'done') return state;
    if (state.status === 'failed' || state.status === 'cancelled') throw new DomainError(state.errorCode ?? 'exchange/not-read', state.errorDetail ?? `The file could not be read: ${state.status}.`);
    onState(state);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
