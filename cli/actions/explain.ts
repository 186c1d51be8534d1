import { type WidthOptions, widthsAsked } from '../../api/commands.ts';
import { explain, readPosterior } from '../../api/index.ts';
import { describeTempering, SecateurError } from '../../core/index.ts';
import {
  type ExportedMetadata,
  type MemberExplanation,
  parseRule,
  type Rule,
  reasonFor,
} from '../../exporter/index.ts';
import { readBytes } from '../../files/index.ts';
import { load } from '../../runtime/index.ts';
import type { Action } from '../action.ts';
import { looksLikeSafetensors } from '../inspect/looks-like-safetensors.ts';

export interface ExplainOptions extends WidthOptions {
  readonly rule?: Rule;
  readonly criterion: string;
  readonly unit?: string;
  readonly input?: string;
}

/** Groups as large as this are listed only when a member is asked for. */
const mostListed = 12;

export const explainFile: Action<ExplainOptions> = async (context, [file = ''], options) => {
  if (!looksLikeSafetensors(await readBytes(file))) return explainModel(context, file, options);
  const { rule = { name: 'median' }, criterion, unit, input } = options;
  const posterior = await readPosterior(file);
  const { plan, groups, ...explanation } = explain(posterior, rule, {
    criterion,
    ...widthsAsked(options),
  });
  const wanted = unit ?? input;
  if (wanted !== undefined) {
    const members = groups.flatMap((group) =>
      (group.name === 'inputs') === (input !== undefined) ? group.members : [],
    );
    const member = members.find(({ name }) => name === wanted);
    if (!member) throw unknown(wanted, members);
    context.result({ rule: explanation.rule, ...member }, `${explanation.rule}\n${member.sentence}`);
    return;
  }
  const lines = groups.flatMap(({ sentence, members }) => [
    sentence,
    ...(members.length <= mostListed ? members.map((member) => `  ${member.sentence}`) : []),
  ]);
  const tempered = describeTempering(posterior.tempering);
  context.result(
    { file, rule: explanation.rule, why: plan.why, tempering: posterior.tempering, groups },
    [explanation.rule, plan.why, ...lines, ...(tempered === undefined ? [] : [tempered])].join('\n'),
  );
};

/** From what an exported file says about itself; it records no single units. */
async function explainModel(
  context: Parameters<Action>[0],
  file: string,
  { unit, input }: ExplainOptions,
): Promise<void> {
  await using model = await load(file);
  const { cut, network, parameters, features } = (model.metadata ?? {}) as Partial<ExportedMetadata>;
  if (!cut) {
    throw new SecateurError(
      'UNSUPPORTED',
      `${file}: says nothing of a cut: it was exported dense or lean, or not by Secateur. Explain the posterior it came from.`,
    );
  }
  if (unit !== undefined || (input !== undefined && !features)) {
    throw new SecateurError(
      'ARGUMENT_INVALID',
      `${file}: an exported model records how many units stayed, not which. Explain the posterior it came from, with the same --rule.`,
    );
  }
  if (input !== undefined) {
    const isRead = features!.some(({ name }) => name === input);
    const sentence = `${input} is ${isRead ? 'among the columns that the model reads' : 'not read: it need not be measured'}.`;
    context.result({ input, isRead, sentence }, sentence);
    return;
  }
  const rule = parseRule(cut.rule);
  const sentences = [
    `Keeps what ${reasonFor(rule)}.`,
    ...(cut.budget === undefined ? [] : [`Chosen for the budget ${cut.budget}.`]),
    ...(cut.basis === undefined ? [] : [cut.basis]),
    ...(cut.guarantee ? [cut.guarantee.statement] : []),
    `The network ${cut.from} became ${network}, with ${parameters} parameters.`,
    ...cut.inclusion.map(
      ({ group, before, after, expected, smallest, median, largest }) =>
        `${group}: ${after} of ${before} stay; ${expected} were expected to be needed (probabilities from ${smallest} to ${largest}, median ${median}).`,
    ),
    ...(features ? [`To be measured: ${features.map(({ name }) => name).join(', ')}.`] : []),
  ];
  context.result({ file, sentences, cut, ...(features && { features }) }, sentences.join('\n'));
}

function unknown(name: string, members: readonly MemberExplanation[]): SecateurError {
  const first = members.slice(0, 3).map((member) => member.name);
  return new SecateurError(
    'ARGUMENT_INVALID',
    first.length === 0
      ? `There is no '${name}': this posterior has nothing of that kind to choose from.`
      : `There is no '${name}'. Name one of the ${members.length}, such as ${first.join(', ')}.`,
  );
}
