import { floatTensor, int64Tensor, type OnnxModel, type OnnxNode } from '../../onnx/index.ts';
import type { AdjustableParts } from './parts.ts';

/** Name of the input, `[1]`: a relative width above 0, at most 1. */
export const widthInput = 'width';

/** The model with every weight that follows the width cut, at each call, to the part that the input `width` asks for. */
export function sliceByInput(model: OnnxModel, { sizes, tensors }: AdjustableParts): OnnxModel {
  const { graph } = model;
  const whole = (name: string) => `${name}.whole`;
  const scalar = (name: string, value: number) => floatTensor(name, { shape: [1], data: Float32Array.of(value) });
  const axes = Object.values(tensors).flatMap((each) => each.filter((axis) => axis !== null));
  const levels = [...new Set(axes.map(([level]) => level))].sort((a, b) => a - b);
  const blocks = [...new Set(axes.map(([level, block]) => `${level}x${block}`))].filter((name) => !name.endsWith('x1'));

  // As `membersAt`: max(1, floor(width * size + 0.5)).
  const counting = levels.flatMap((level): OnnxNode[] => {
    const at = (step: string) => `width.${level}.${step}`;
    return [
      { opType: 'Mul', inputs: [widthInput, at('size')], outputs: [at('exact')] },
      { opType: 'Add', inputs: [at('exact'), 'width.half'], outputs: [at('above')] },
      { opType: 'Floor', inputs: [at('above')], outputs: [at('nearest')] },
      { opType: 'Max', inputs: [at('nearest'), 'width.least'], outputs: [at('members')] },
      {
        opType: 'Cast',
        inputs: [at('members')],
        outputs: [`width.${level}x1`],
        attributes: { to: { type: 'int', value: 7 } },
      },
    ];
  });
  const blocking = blocks.map((name): OnnxNode => {
    const [level, block] = name.split('x');
    return { opType: 'Mul', inputs: [`width.${level}x1`, `width.block${block}`], outputs: [`width.${name}`] };
  });
  const slicing = Object.entries(tensors).flatMap(([name, own]): OnnxNode[] => {
    const cut = own.flatMap((axis, at) => (axis ? [{ at, end: `width.${axis[0]}x${axis[1]}` }] : []));
    const ends = cut.length === 1 ? cut[0]!.end : `${name}.ends`;
    const [starts, along] = [`width.starts${cut.length}`, `width.axes${cut.map(({ at }) => at).join('')}`];
    const joining: OnnxNode = {
      opType: 'Concat',
      inputs: cut.map(({ end }) => end),
      outputs: [ends],
      attributes: { axis: { type: 'int', value: 0 } },
    };
    return [
      ...(cut.length > 1 ? [joining] : []),
      { opType: 'Slice', inputs: [whole(name), starts, ends, along], outputs: [name] },
    ];
  });
  const constants = [
    scalar('width.half', 0.5),
    scalar('width.least', 1),
    ...levels.map((level) => scalar(`width.${level}.size`, sizes[level]!)),
    ...[...new Set(blocks.map((name) => Number(name.split('x')[1])))].map((block) =>
      int64Tensor(`width.block${block}`, [1], [block]),
    ),
    int64Tensor('width.starts1', [1], [0]),
    int64Tensor('width.starts2', [2], [0, 0]),
    int64Tensor('width.axes0', [1], [0]),
    int64Tensor('width.axes1', [1], [1]),
    int64Tensor('width.axes01', [2], [0, 1]),
  ];
  const nodes = [...counting, ...blocking, ...slicing, ...graph.nodes];
  const read = new Set(nodes.flatMap(({ inputs }) => inputs));
  return {
    ...model,
    graph: {
      ...graph,
      nodes,
      initializers: [
        ...graph.initializers.map((tensor) =>
          tensors[tensor.name] ? { ...tensor, name: whole(tensor.name) } : tensor,
        ),
        ...constants.filter(({ name }) => read.has(name)),
      ],
      inputs: [...graph.inputs, { name: widthInput, elementType: 'float32', shape: [1] }],
    },
  };
}
