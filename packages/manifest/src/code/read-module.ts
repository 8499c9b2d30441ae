/** Reads one module into facts. Nothing of it is run; what cannot be read is a fact too. */

import { stripTypeScriptTypes } from 'node:module';
import { type Node, type Options, parse } from 'acorn';
import { emptyFacts, type ModuleFacts, type Named } from './facts.ts';
import { findContextParts } from './find-context-parts.ts';
import { findDisguises } from './find-disguises.ts';
import { findDynamicCode } from './find-dynamic-code.ts';
import { type Scoped, walkScoped } from './walk-scoped.ts';

const options: Options = { ecmaVersion: 'latest', sourceType: 'module', locations: true, allowHashBang: true };
/** Of each kind: enough to be told, and no more to be carried. */
const maxFacts = 200;
const maxWords = 20_000;
const address = /\b(?:https?|wss?):\/\/([a-z0-9.-]+)/gi;

export function readModule(path: string, source: string): ModuleFacts {
  let line = 1;
  try {
    const text = /\.m?ts$/.test(path) ? stripTypeScriptTypes(source) : source;
    const root = parse(text, options);
    return readTree(path, text, root);
  } catch (error) {
    const { loc, message } = error as { loc?: { line: number }; message?: string };
    line = loc?.line ?? 1;
    const why = `${message ?? error}`.split('\n')[0]?.replace(/ \(\d+:\d+\)$/, '') ?? 'it is no module';
    return { ...emptyFacts(path), fault: { line, why: why.slice(0, 200) } };
  }
}

function readTree(path: string, text: string, root: Node): ModuleFacts {
  const imports: Named[] = [];
  const hosts: Named[] = [];
  const words = new Set<string>();
  const scoped: Scoped[] = [];
  const note = (list: Named[], name: string, node: Node) => {
    if (list.length < maxFacts) list.push({ name: name.slice(0, 300), line: node.loc?.start.line ?? 1 });
  };
  const word = (text: string) => {
    if (words.size < maxWords && text.length <= 100) words.add(text);
  };
  walkScoped(root, (one) => {
    const { node } = one;
    switch (node.type) {
      case 'ImportDeclaration':
      case 'ExportNamedDeclaration':
      case 'ExportAllDeclaration':
        if (isLiteral(node.source)) note(imports, String(node.source.value), node);
        break;
      case 'Identifier':
        word(String(node.name));
        break;
      case 'Literal':
        if (typeof node.value === 'string') readText(node.value, node);
        break;
      case 'TemplateElement':
        readText(String((node.value as { cooked?: string | null } | undefined)?.cooked ?? ''), node);
    }
    if (
      one.isFree ||
      node.type === 'CallExpression' ||
      node.type === 'NewExpression' ||
      node.type === 'ImportExpression'
    )
      scoped.push(one);
  });
  function readText(value: string, node: Node): void {
    word(value);
    for (const [, host = ''] of value.slice(0, 10_000).matchAll(address)) note(hosts, host.toLowerCase(), node);
  }
  const globals: Named[] = [];
  for (const { node, isFree } of scoped) if (isFree) note(globals, String(node.name), node);
  return {
    path,
    imports,
    hosts,
    globals,
    dynamicCode: findDynamicCode(scoped).slice(0, maxFacts),
    contextParts: findContextParts(root).slice(0, maxFacts),
    disguises: findDisguises(text, [...words]).slice(0, maxFacts),
    words: [...words],
  };
}

const isLiteral = (value: unknown): value is { readonly value: unknown } =>
  typeof value === 'object' && value !== null && (value as { type?: unknown }).type === 'Literal';
