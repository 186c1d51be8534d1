import type { ModelCard } from './card.ts';

/** Apart, so that no import of this file's own is seen in the text. */
const runtimePackage = "'secateur/runtime'";

/** Five lines of JavaScript and of Python, in Markdown. */
export function howToRun({ task, model, adjustable }: ModelCard): string[] {
  const [output] = model.outputs.filter(({ name }) => name === 'probabilities' || name === 'prediction');
  const name = JSON.stringify((output ?? model.outputs[0])?.name ?? '');
  const width = adjustable?.by === 'input' ? ', "width": numpy.float32([1])' : '';
  const answer = task.kind === 'classification' ? 'label' : 'value';
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

function code(language: string, lines: readonly string[]): string {
  return [`\`\`\`${language}`, ...lines, '```'].join('\n');
}
