import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import {
  type CompactNetwork,
  isSecateurError,
  type Posterior,
  SecateurError,
  tensorNames,
} from '../../../core/index.ts';
import {
  compact,
  exportModel,
  type PruningPlan,
  parseRule,
  planPruning,
  posteriorMean,
  type Widths,
} from '../../../exporter/index.ts';
import { type Classification, load, type Model, type Regression } from '../../../runtime/index.ts';
import type { DocumentKind, NamedData, TryAnswer, TryAnswers, TryOffer } from '../../shared/index.ts';
import { openPosterior } from '../documents/open-posterior.ts';
import type { NamedSource } from '../documents/recognise.ts';
import { planOptionsOf } from '../prune/asked.ts';
import { foreignAnswers } from './foreign-answers.ts';
import { foreignOffer } from './foreign-offer.ts';

export interface TryTask extends NamedSource {
  readonly kind: DocumentKind;
  readonly cut?: {
    readonly criterion: string;
    readonly scoredOn?: NamedData;
    readonly widths: Widths;
    readonly rule: string;
  };
  readonly withUncertainty: boolean;
  readonly rows: Float32Array;
  readonly count: number;
  readonly texts?: readonly string[];
}

export async function offerTask({ path, name, kind }: Pick<TryTask, 'path' | 'name' | 'kind'>): Promise<TryOffer> {
  if (kind === 'posterior') {
    const { input, task, tensors } = await openPosterior({ path, name });
    return { input, task, knowsUncertainty: tensorNames.slabLogStdDev(0) in tensors };
  }
  const model = await kept(`${path} ${await stampOf(path)}`, () => load(path));
  if (model.kind === 'other') return foreignOffer(model, name);
  const { input, task } = model.metadata;
  return { input, task, knowsUncertainty: false };
}

export async function tryTask(task: TryTask): Promise<TryAnswers> {
  const { path, kind, cut, rows, count, texts = [], withUncertainty } = task;
  const stamp = `${path} ${await stampOf(path)}`;
  if (kind !== 'posterior' || !cut) {
    const model = await kept(stamp, () => load(path));
    if (model.kind !== 'other') return { uncut: undefined, cut: await answersOf(model, rows), softmax: false };
    const { answers, softmax } = await foreignAnswers(model, rows, count, texts);
    return { uncut: undefined, cut: answers, softmax };
  }
  const posterior = await openPosterior(task);
  // A posterior that may still be cut has no uncertainty of one network's: the cut that keeps everything does.
  const everything = withUncertainty ? `top=${Number.MAX_SAFE_INTEGER}` : undefined;
  const modelOf = (rule: string | undefined) =>
    kept(JSON.stringify([stamp, rule && { ...cut, rule }, withUncertainty]), async () => {
      const options = await planOptionsOf(posterior, { ...cut, path, name: task.name });
      const plan = rule === undefined ? undefined : planPruning(posterior, parseRule(rule), options);
      return load(fileOf(posterior, plan, withUncertainty));
    });
  return {
    uncut: await answersOf(await modelOf(everything), rows),
    cut: await answersOf(await modelOf(cut.rule), rows),
    softmax: false,
  };
}

function fileOf(posterior: Posterior, plan: PruningPlan | undefined, withUncertainty: boolean): Uint8Array {
  const network: CompactNetwork = plan ? compact(posterior, plan) : posteriorMean(posterior);
  return exportModel(network, {
    posterior,
    ...(plan && { plan }),
    ...(withUncertainty && { predictive: { kind: 'moments' } }),
  });
}

async function answersOf(model: Model, rows: Float32Array): Promise<TryAnswer[]> {
  const answers = await model.predict(rows);
  if (Array.isArray(answers)) return answers.map((answer: Classification | Regression) => ({ ...answer }));
  throw new SecateurError('UNSUPPORTED', 'This model answers in a way of its own, which Try cannot show.');
}

/** A few models stay loaded: the same cut is asked with one drawing after the other. */
const most = 6;
const models = new Map<string, Promise<Model>>();

async function kept(about: string, open: () => Promise<Model>): Promise<Model> {
  const key = createHash('sha256').update(about).digest('hex');
  const model = models.get(key) ?? open();
  models.delete(key);
  models.set(key, model);
  model.catch(() => models.delete(key));
  for (const [oldest, old] of models) {
    if (models.size <= most) break;
    models.delete(oldest);
    void old
      .then((loaded) => loaded.dispose())
      .catch((error: unknown) => {
        if (!isSecateurError(error)) throw error;
      });
  }
  return model;
}

async function stampOf(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  return `${found?.size} ${found?.mtimeMs} ${found?.ino}`;
}
