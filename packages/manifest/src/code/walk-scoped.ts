/** Walks a syntax tree without recursion, and says of each name whether the module declares it anywhere. */

import type { Node } from 'acorn';

/** A node with its fields as they are; what is read of them is checked where it is read. */
export type AnyNode = Node & Readonly<Record<string, unknown>>;

export interface Scoped {
  readonly node: AnyNode;
  readonly parent: AnyNode | undefined;
  /** A name that is used and nowhere declared: it comes from outside. */
  readonly isFree: boolean;
}

const isNode = (value: unknown): value is AnyNode =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';

/** A tree of any depth: what is to be visited waits in a list, not on the stack. */
export function walkScoped(root: Node, visit: (one: Scoped) => void): void {
  const declared = new Set<string>();
  forEachNode(root, (node, parent, key) => {
    if (node.type === 'Identifier' && isDeclaration(parent, key)) declared.add(String(node.name));
  });
  forEachNode(root, (node, parent, key) => {
    const isUse = node.type === 'Identifier' && !isDeclaration(parent, key) && !isLabel(parent, key);
    visit({ node, parent, isFree: isUse && !declared.has(String(node.name)) });
  });
}

export function forEachNode(
  root: Node,
  visit: (node: AnyNode, parent: AnyNode | undefined, key: string) => void,
): void {
  const waiting: { readonly node: AnyNode; readonly parent: AnyNode | undefined; readonly key: string }[] = [
    { node: root as AnyNode, parent: undefined, key: '' },
  ];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { node, parent, key } = next;
    visit(node, parent, key);
    const below = Object.entries(node).flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value])
        .filter(isNode)
        .map((child) => ({ node: child, parent: node, key: name })),
    );
    waiting.push(...below.reverse());
  }
}

/** Any place that makes a name: a declaration, a parameter, an import, a part of a pattern. */
function isDeclaration(parent: AnyNode | undefined, key: string): boolean {
  switch (parent?.type) {
    case 'VariableDeclarator':
    case 'ClassDeclaration':
    case 'ClassExpression':
      return key === 'id';
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return key === 'id' || key === 'params';
    case 'ImportSpecifier':
    case 'ImportDefaultSpecifier':
    case 'ImportNamespaceSpecifier':
      return key === 'local';
    case 'CatchClause':
      return key === 'param';
    case 'RestElement':
    case 'ArrayPattern':
      return true;
    case 'AssignmentPattern':
      return key === 'left';
    // In `{ a: b }` as a pattern `b` is made; where it is no pattern, calling it declared loses little.
    case 'Property':
      return key === 'value' && parent.kind === 'init' && parent.shorthand === true;
    default:
      return false;
  }
}

/** Names that name no value: keys, members, labels. */
function isLabel(parent: AnyNode | undefined, key: string): boolean {
  switch (parent?.type) {
    case 'MemberExpression':
      return key === 'property' && parent.computed !== true;
    case 'Property':
    case 'MethodDefinition':
    case 'PropertyDefinition':
      return key === 'key' && parent.computed !== true;
    case 'ImportSpecifier':
      return key === 'imported';
    case 'ExportSpecifier':
    case 'LabeledStatement':
    case 'BreakStatement':
    case 'ContinueStatement':
    case 'MetaProperty':
      return true;
    default:
      return false;
  }
}
