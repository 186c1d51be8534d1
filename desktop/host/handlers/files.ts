import { SecateurError } from '../../../core/index.ts';
import type { HandlersOf } from '../../shared/index.ts';
import type { fileOperations } from '../../shared/operations/files.ts';
import { namedPath } from '../documents/named-path.ts';
import { typedPath } from '../documents/typed-path.ts';
import type { Host } from '../host.ts';

export const fileHandlers = (host: Host): HandlersOf<typeof fileOperations> => ({
  hostState: async () => {
    // What every page asks first.
    host.questions.prepare();
    return {
      home: host.home,
      version: host.version,
      documents: host.documents.list(),
      recent: await host.recent.list(),
      samples: host.samples,
      canReveal: host.reveal !== undefined,
    };
  },
  openFile: async ({ path }) => {
    const opened = await host.documents.open(typedPath(path));
    await host.recent.add(opened);
    return opened;
  },
  beginUpload: async ({ name, sizeBytes }) => ({ upload: await host.uploads.begin(name, sizeBytes) }),
  appendUpload: ({ upload, offset, bytes }) => host.uploads.append(upload, offset, bytes),
  finishUpload: ({ upload }) => host.uploads.finish(upload),
  cancelUpload: ({ upload }) => host.uploads.cancel(upload),
  closeDocument: ({ document }) => host.documents.close(document),
  revealFile: async (file) => {
    const path = await namedPath(host, file);
    if (!host.reveal) throw new SecateurError('UNSUPPORTED', `There is no file manager here to show ${path}.`);
    await host.reveal(path);
  },
});
