/** Finds which parts of its context a plugin takes: `activate({ charts })`, `context.charts`, `const { charts } = context`. */

import type { Node } from 'acorn';
import type { Named } from './facts.ts';
import { type AnyNode, forEachNode } from './walk-scoped.ts';

/** The plugin's own functions, with the number of the parameter that is the context. */
const hooks: Readonly<Record<string, number>> = { activate: 0, onInstall: 0, onUpdate: 1 };

export function findContextParts(root: Node): Named[] {
  const functions = new Map<string, AnyNode>();
  const found: AnyNode[] = [];
  forEachNode(root, (node) => {
    const named = node.type === 'FunctionDeclaration' ? nameOf(node.id) : undefined;
    if (named !== undefined) functions.set(named, node);
    if (node.type === 'VariableDeclarator' && isFunction(node.init))
      functions.set(nameOf(node.id) ?? '', node.init as AnyNode);
  });
  forEachNode(root, (node) => {
    if (node.type !== 'Property' && node.type !== 'MethodDefinition') return;
    const hook = nameOf(node.key);
    const value = node.value as AnyNode | undefined;
    const body = isFunction(value) ? value : functions.get(nameOf(value) ?? '');
    const at = hook !== undefined && Object.hasOwn(hooks, hook) ? hooks[hook] : undefined;
    const param = at === undefined ? undefined : (body?.params as AnyNode[] | undefined)?.[at];
    if (param) found.push(...partsOf(param, body as AnyNode));
  });
  return found.map((node) => ({ name: nameOf(node) ?? '', line: node.loc?.start.line ?? 1 }));
}

function partsOf(given: AnyNode, body: AnyNode): AnyNode[] {
  const param = given.type === 'AssignmentPattern' ? (given.left as AnyNode) : given;
  if (param.type === 'ObjectPattern') return keysOf(param);
  const context = nameOf(param);
  if (context === undefined) return [];
  const parts: AnyNode[] = [];
  forEachNode(body, (node) => {
    if (node.type === 'MemberExpression' && nameOf(node.object) === context && node.computed !== true)
      parts.push(node.property as AnyNode);
    if (
      node.type === 'VariableDeclarator' &&
      nameOf(node.init) === context &&
      (node.id as AnyNode).type === 'ObjectPattern'
    )
      parts.push(...keysOf(node.id as AnyNode));
  });
  return parts;
}

const keysOf = ({ properties }: AnyNode): AnyNode[] =>
  (properties as AnyNode[]).flatMap(({ type, key, computed }) =>
    type === 'Property' && computed !== true ? [key as AnyNode] : [],
  );

function nameOf(node: unknown): string | undefined {
  const { type, name, value } = (node ?? {}) as AnyNode;
  if (type === 'Identifier') return String(name);
  return type === 'Literal' && typeof value === 'string' ? value : undefined;
}

const isFunction = (node: unknown): node is AnyNode => /Function/.test(String((node as AnyNode | undefined)?.type));
