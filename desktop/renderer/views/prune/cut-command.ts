import { formatImage } from '../../../../core/index.ts';
import { formatRule } from '../../../../exporter/choices.ts';
import type { NamedData } from '../../../shared/index.ts';
import { guaranteeOf } from './guarantee.ts';
import { namedDataOf } from './named-data.ts';
import type { PruneSession } from './session.ts';

/** The command that makes the cut in front. @param path of the posterior */
export function cutCommand(session: PruneSession, path: string): string {
  const { model } = session.current.value;
  const { criterion } = model.basis;
  const { multiple, floor } = model.widths.value;
  const guarantee = guaranteeOf(session);
  const form = session.data.value;
  const data = guarantee || criterion === 'taylor' ? namedDataOf(form) : undefined;
  return [
    `secateur export ${quoted(path)} -o cut.onnx --rule ${guarantee?.asked ?? formatRule(model.cut.value.rule)}`,
    ...(criterion === 'inclusion' ? [] : [`--criterion ${criterion}`]),
    // Where a file that was sent lies is of no use elsewhere.
    ...(data ? dataOptions({ ...data, source: form.shown ?? data.source }) : []),
    ...(multiple === undefined ? [] : [`--round ${multiple}`]),
    ...(floor === undefined ? [] : [`--floor ${floor}`]),
  ].join(' ');
}

/** The command's options are called as the fields are, in its own spelling. */
function dataOptions({ source, imageSize, imageShape, grey, ...others }: NamedData): string[] {
  const named = Object.entries(others).map(
    ([name, value]) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} ${quoted(String(value))}`,
  );
  return [
    `--data ${quoted(source)}`,
    ...named,
    ...(imageSize ? [`--image-size ${imageSize.height}x${imageSize.width}`] : []),
    ...(imageShape ? [`--image-shape ${formatImage(imageShape)}`] : []),
    ...(grey ? ['--grey'] : []),
  ];
}

function quoted(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
