import type { ModelCard } from './card.ts';

/** Apart, so that no import of this file's own is seen in the text. */
const runtimePackage = "'secateur/runtime'";

/** Five lines of JavaScript and of Python, in Markdown. */
export function howToRun(card: ModelCard): string[] {
  const { task, model, adjustable } = card;
  if (card.shrunk && !card.input) return ofOthers(card);
  const [output] = model.outputs.filter(({ name }) => name === 'probabilities' || name === 'prediction');
  const name = JSON.stringify((output ?? model.outputs[0])?.name ?? '');
  const width = adjustable?.by === 'input' ? ', "width": numpy.float32([1])' : '';
  const answer = task?.kind === 'classification' ? 'label' : 'value';
  return [
    code('js', [
      `import { load } from ${runtimePackage};`,
      "const model = await load('model.onnx');",
      'const answers = await model.predict([row]); // raw values: pixels, grams, the index of a category',
      `console.log(answers[0].${answer});`,
      'await model.dispose();',
    ]),
    code('python', [
      'import numpy, onnxruntime',
      'session = onnxruntime.InferenceSession("model.onnx")',
      'rows = numpy.load("reference-input-0.npy")  # float32, raw values',
      `answers = session.run([${name}], {session.get_inputs()[0].name: rows${width}})[0]`,
      'print(answers)',
    ]),
  ];
}

/** Somebody else's model takes tensors and answers them, by its own names. */
function ofOthers({ model, answers, reference }: ModelCard): string[] {
  const [first] = model.inputs;
  const output = answers?.output ?? model.outputs.find(({ type }) => type !== null)?.name ?? '';
  const isPlain = model.inputs.length === 1 && first?.type === 'float32' && first.shape !== null;
  const row = isPlain
    ? 'row'
    : `{ ${model.inputs.map(({ name }, at) => `${JSON.stringify(name)}: ${model.inputs.length === 1 ? 'row' : `value${at + 1}`}`).join(', ')} }`;
  const feeds = reference.inputs
    ? '{each.name: numpy.load(f"reference-input-{at}.npy") for at, each in enumerate(session.get_inputs())}'
    : `{${JSON.stringify(first?.name ?? '')}: numpy.load("reference-input-0.npy")}`;
  return [
    code('js', [
      `import { load } from ${runtimePackage};`,
      "const model = await load('model.onnx');",
      `const outputs = await model.predict([${row}]); // values as "What it takes" says`,
      `console.log(outputs[${JSON.stringify(output)}].data);`,
      'await model.dispose();',
    ]),
    code('python', [
      'import numpy, onnxruntime',
      'session = onnxruntime.InferenceSession("model.onnx")',
      `feeds = ${feeds}`,
      `answers = session.run([${JSON.stringify(output)}], feeds)[0]`,
      'print(answers)',
    ]),
  ];
}

function code(language: string, lines: readonly string[]): string {
  return [`\`\`\`${language}`, ...lines, '```'].join('\n');
}
