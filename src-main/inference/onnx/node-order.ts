import type { ModelGraph, ModelNode } from './model.ts';
import { corrupt } from './wire.ts';

/** Names that a node uses, those within its subgraphs included. */
export function usesOf(node: ModelNode): string[] {
  const inner = [...node.attributes.values()].flatMap(({ graph }) => {
    if (!graph) return [];
    return [...graph.nodes.flatMap(usesOf), ...graph.outputs.map(({ name }) => name)];
  });
  return [...node.inputs, ...inner];
}

/**
 * A graph's nodes so that each comes after those whose values it uses. Most files have them so, as the format demands; some
 * converters do not, and the runtime sorts them as well. Errors: `onnx-corrupt` for a circle.
 */
export function nodesInOrder({ nodes }: Pick<ModelGraph, 'nodes'>): readonly ModelNode[] {
  const makers = new Map<string, number>();
  nodes.forEach(({ outputs }, i) => outputs.forEach((name) => name !== '' && makers.set(name, i)));
  const needs = nodes.map((node, i) => {
    const found = new Set(usesOf(node).flatMap((name) => makers.get(name) ?? []));
    found.delete(i);
    return found;
  });
  if (needs.every((before, i) => [...before].every((maker) => maker < i))) return nodes;
  const waiting = needs.map((before) => before.size);
  const users: number[][] = nodes.map(() => []);
  needs.forEach((before, i) => before.forEach((maker) => users[maker]?.push(i)));
  const order = waiting.flatMap((count, i) => (count === 0 ? [i] : []));
  for (let at = 0; at < order.length; at++) {
    for (const user of users[order[at] as number] as number[]) {
      waiting[user] = (waiting[user] as number) - 1;
      if (waiting[user] === 0) order.push(user);
    }
  }
  if (order.length < nodes.length) throw corrupt('circle');
  return order.map((i) => nodes[i] as ModelNode);
}
