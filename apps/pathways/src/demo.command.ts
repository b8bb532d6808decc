import type { UploadState } from '#lib/exchange';
import { OrganisationsService } from '#lib/identity';
import { DemoAccounts, DemoService } from '#lib/schema';
import type { JsonOption } from './json-option.js';
import { printJson, printLines, Progress, thousands } from './output.js';
import { sendFile } from './send-file.js';
import { OPERATOR, withServices, withWorker } from './session.js';

/** pathways demo load: the cast, then the files of its partners one after the other, for courses refer to venues. */
export async function loadDemo({ json }: JsonOption): Promise<void> {
  await withWorker(async (services) => {
    const demo = services.get(DemoService, { strict: false });
    const organisations = services.get(OrganisationsService, { strict: false });
    const accounts = services.get(DemoAccounts, { strict: false });
    await demo.load();
    await accounts.load();
    const states: UploadState[] = [];
    const files = demo.files();
    const progress = new Progress('{title} [{bar}] {detail} files');
    try {
      for (const { organisationCode, content, fileName, text } of files) {
        const { organisationId } = await organisations.byCode(OPERATOR, organisationCode);
        const tell = (): void => progress.show(fileName, states.length, files.length, `${states.length} of ${files.length}`);
        states.push(await sendFile(services, OPERATOR, { organisationId, content, fileName }, bytesOf(text), tell));
      }
    } finally {
      progress.stop();
    }
    await accounts.load(); // the candidate's account is that of a person who has been read only now
    if (json) printJson(states);
    else printLines('The demo is loaded.', ...states.map((state) => `  ${state.fileName}: ${thousands(state.rowsAdded)} added, ${thousands(state.rowsChanged)} changed, ${thousands(state.rowsUnchanged)} unchanged, ${thousands(state.rowsRejected)} rejected`));
  });
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

/** pathways demo reset */
export async function resetDemo({ json }: JsonOption): Promise<void> {
  await withServices(async (services, { ownerUrl, databaseUrl }) => {
    await services.get(DemoService, { strict: false }).reset(ownerUrl ?? databaseUrl);
    if (json) printJson({ reset: true });
    else printLines('The demo is gone. Load it again with: pathways demo load');
  });
}
