/** Finds what makes code of text. Inside the sandbox all of it fails; that it is there is still worth knowing. */

import type { Named } from './facts.ts';
import type { AnyNode, Scoped } from './walk-scoped.ts';

const makers = ['eval', 'Function', 'AsyncFunction', 'GeneratorFunction', 'WebAssembly', 'importScripts', 'require'];
const timers = ['setTimeout', 'setInterval'];

export function findDynamicCode(nodes: readonly Scoped[]): Named[] {
  return nodes.flatMap(({ node, isFree }): Named[] => {
    const what = isFree ? nameOf(node) : node.type === 'ImportExpression' ? 'import()' : inCall(node);
    return what === undefined ? [] : [{ name: what, line: node.loc?.start.line ?? 1 }];
  });
}

function nameOf({ name }: AnyNode): string | undefined {
  return makers.includes(String(name)) ? String(name) : undefined;
}

/** `x.constructor("…")` reaches Function by way of any value; a timer takes text as code. */
function inCall({ type, callee, arguments: given }: AnyNode): string | undefined {
  if (type !== 'CallExpression' && type !== 'NewExpression') return undefined;
  const called = callee as AnyNode;
  const [first] = (given ?? []) as AnyNode[];
  const member = memberOf(called);
  if (member === 'constructor' && first) return '.constructor()';
  const isText = first?.type === 'TemplateLiteral' || (first?.type === 'Literal' && typeof first.value === 'string');
  return called.type === 'Identifier' && timers.includes(String(called.name)) && isText
    ? `${String(called.name)} of a text`
    : undefined;
}

function memberOf({ type, property, computed }: AnyNode): string | undefined {
  if (type !== 'MemberExpression') return undefined;
  const { name, value } = property as AnyNode;
  return computed === true ? (typeof value === 'string' ? value : undefined) : String(name);
}
