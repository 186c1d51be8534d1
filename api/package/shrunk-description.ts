import { basename } from 'node:path';
import type { Task } from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import { type CardDescription, describeExport, sha256Of } from '../../exporter/index.ts';
import { decodeModel } from '../../onnx/index.ts';
import type { Model } from '../../runtime/index.ts';
import { feedRecords } from '../shrink/feeds/feed-records.ts';
import { statedClasses } from '../shrink/reading/stated-classes.ts';
import type { FedRows, Shrunk } from '../shrink/shrink-model.ts';
import type { ShrinkSource } from '../shrink/shrink-options.ts';

/** What became of the original. */
export function described(source: ShrinkSource, { report, cut, posterior }: Shrunk, dataset: Dataset | undefined) {
  const { way, why, file, others, answers } = report;
  const { sizeBytes, parameters, macs } = file.before;
  const network =
    cut && describeExport(cut.network, { plan: cut.plan, ...(way === 'fit' && posterior && { posterior }) });
  return {
    ...(network && {
      network: network.network,
      kept: network.kept,
      ...(network.cut && { cut: network.cut }),
      ...(network.posterior && { posterior: network.posterior }),
    }),
    ...(file.after.macs !== undefined && { macs: file.after.macs }),
    shrunk: {
      way,
      why,
      original: {
        name: basename(source.name),
        sha256: sha256Of(source.bytes),
        sizeBytes,
        parameters,
        ...(macs !== undefined && { macs }),
      },
      ...(dataset && { data: { name: basename(dataset.name), sha256: dataset.provenance.sha256 } }),
      ...(others && { others: others.map(({ before, after }) => ({ from: before.network, to: after.network })) }),
      ...(answers && {
        tested: {
          figure: answers.figure,
          rows: answers.rows,
          lossAtMost: answers.loss.atMost,
          confidence: answers.loss.confidence,
          agreement: answers.agreement,
        },
      }),
    },
  } satisfies CardDescription;
}

/** What it takes and answers: as it says itself, as the data showed, or the classes that its operators name. */
export function spokenOf(
  bytes: Uint8Array,
  loaded: Model,
  fed: FedRows | undefined,
  dataset: Dataset | undefined,
): CardDescription {
  const { metadata } = loaded;
  if (metadata) return { task: metadata.task, input: metadata.input };
  if (!fed || !dataset) {
    const labels = statedClasses(decodeModel(bytes, loaded.name), undefined);
    return labels ? { task: { kind: 'classification', labels } } : {};
  }
  const { reading, scale } = fed.examined;
  const task: Task = reading.kind === 'number' ? dataset.task : { kind: 'classification', labels: reading.classes };
  return {
    task,
    feeds: feedRecords(loaded.name, loaded.inputs, dataset, scale),
    answers: {
      output: reading.output,
      kind: reading.kind,
      ...(reading.kind === 'score' && { threshold: reading.threshold }),
    },
  };
}
