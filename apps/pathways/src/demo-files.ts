import { UploadsQuery, UploadsService, type UploadState } from '#lib/exchange';
import { OrganisationsService } from '#lib/identity';
import { DemoService } from '#lib/schema';
import type { INestApplicationContext } from '@nestjs/common';

const LOOK_EVERY_MS = 100;

/** Loads the demo cast and sends the files of its partners, one after the other: courses refer to venues. */
export async function loadDemoFiles(services: INestApplicationContext): Promise<UploadState[]> {
  const demo = services.get(DemoService, { strict: false });
  const uploads = services.get(UploadsService, { strict: false });
  const query = services.get(UploadsQuery, { strict: false });
  const organisations = services.get(OrganisationsService, { strict: false });
  await demo.load();
  const states: UploadState[] = [];
  for (const file of demo.files()) {
    const { organisationId } = await organisations.byCode(file.organisationCode);
    const uploadId = await uploads.receive({ actorId: 'demo' }, { organisationId, content: file.content, fileName: file.fileName }, bytesOf(file.text));
    let state = await query.state(uploadId);
    while (state.status === 'queued' || state.status === 'working') {
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      state = await query.state(uploadId);
    }
    states.push(state);
  }
  return states;
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
