import type { OnnxNode } from './model.ts';

export type KnownShape = readonly number[];

export function intsOf(node: OnnxNode, name: string): number[] | undefined {
  const attribute = node.attributes?.[name];
  return attribute?.type === 'ints' ? attribute.value.map(Number) : undefined;
}

export function intOf(node: OnnxNode, name: string, otherwise: number): number {
  const attribute = node.attributes?.[name];
  return attribute?.type === 'int' ? Number(attribute.value) : otherwise;
}

export function floatOf(node: OnnxNode, name: string, otherwise: number): number {
  const attribute = node.attributes?.[name];
  return attribute?.type === 'float' ? attribute.value : otherwise;
}
