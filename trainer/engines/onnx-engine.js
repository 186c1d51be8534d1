import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { graph, messageOf, SecateurError } from '../../core/index.js';
import { encodeModel, lowerGraph, lowerLoop } from '../../onnx/index.js';
/**
 * The whole step, forward, backward and optimiser, as one ONNX model in onnxruntime-node. It runs in a worker thread,
 * because onnxruntime blocks the thread that calls it: progress and Ctrl-C stay live, and the next batches and noise are
 * made while the current steps run.
 */
export function onnxEngine({ threads = availableParallelism() } = {}) {
    return { name: 'onnx', start: (program, initial) => start(program, initial, threads) };
}
async function start(program, initial, threads) {
    const evaluationInputs = graph.topologicalOrder([program.evaluation]).filter((node) => node.kind === 'Input');
    const setUp = {
        stepModel: encodeModel(lowerLoop(program.step, { contributed: true })),
        evaluationModel: encodeModel(lowerGraph({ output: program.evaluation })),
        perStep: program.step.perStep.map((node) => ({
            name: node.attributes.name,
            shape: node.shape,
        })),
        evaluationInputs: evaluationInputs.map((node) => ({ name: node.attributes.name, shape: node.shape })),
        initial,
        threads,
    };
    const worker = new Worker(new URL('./onnx-worker.js', import.meta.url), { workerData: setUp });
    const send = requester(worker);
    await send({ kind: 'ready' }, []);
    return {
        advance: async (steps, feeds) => {
            const buffers = Object.values(feeds).map((values) => values.buffer);
            return (await send({ kind: 'advance', steps, feeds }, buffers)).values;
        },
        evaluate: async (feeds) => (await send({ kind: 'evaluate', feeds }, [])).values,
        readState: async () => (await send({ kind: 'readState' }, [])).state,
        close: async () => {
            await worker.terminate();
        },
    };
}
/** Pairs every request with its reply; a worker that dies fails what is waiting and what comes after. */
function requester(worker) {
    const waiting = new Map();
    let count = 0;
    let failure;
    const fail = (why, cause) => {
        failure ??= new SecateurError('PROVIDER_FAILED', `The training engine stopped: ${why}`, { cause });
        for (const { reject } of waiting.values())
            reject(failure);
        waiting.clear();
    };
    worker.on('error', (error) => fail(messageOf(error), error));
    worker.on('exit', (code) => fail(`its thread ended with code ${code}.`));
    worker.on('message', ({ id, reply, error }) => {
        const request = waiting.get(id);
        waiting.delete(id);
        if (reply)
            request?.resolve(reply);
        else
            request?.reject(new SecateurError('PROVIDER_FAILED', `onnxruntime could not run the training step: ${error}`));
    });
    return (request, transfer) => new Promise((resolve, reject) => {
        if (failure) {
            reject(failure);
            return;
        }
        const id = count++;
        waiting.set(id, { resolve: resolve, reject });
        worker.postMessage({ id, request }, transfer);
    });
}
//# sourceMappingURL=onnx-engine.js.map