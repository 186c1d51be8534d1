import type { HandlersOf } from '../../shared/index.ts';
import type { fileOperations } from '../../shared/operations/files.ts';
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
});
