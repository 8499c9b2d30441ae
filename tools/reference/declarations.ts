/** What a source file exports, with its doc comments, as it stands there. */

import { readText } from '../repository.ts';

interface Declaration {
  readonly name: string;
  /** Its doc comment without the marks. */
  readonly doc: string;
  /** The declaration itself, bodies of functions left out. */
  readonly code: string;
}

const exported =
  /(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n)?^export ((?:async )?(?:interface|type|function|const) (\w+)[\s\S]*?)(?=\n(?:\n|export |\/\*\*|interface |type |const |function |class ))/gm;

/** Those that are named, in the order in which they are. */
export function readDeclarations(path: string, names: readonly string[]): Declaration[] {
  const all = new Map<string, Declaration>();
  for (const [, doc = '', code = '', name = ''] of `${readText(path)}\n\n`.matchAll(exported))
    all.set(name, { name, doc: toText(doc), code: toSignature(code) });
  return names.map((name) => {
    const found = all.get(name);
    if (!found) throw new Error(`${path} exports no ${name} that can be read.`);
    return found;
  });
}

export function writeDeclarations(path: string, names: readonly string[], depth = '##'): string {
  const parts = readDeclarations(path, names).map(
    ({ name, doc, code }) => `${depth} \`${name}\`\n${doc}\n\n\`\`\`ts\n${code}\n\`\`\`\n`,
  );
  return parts.join('\n');
}

/** An example stays an example: it is put into a block of its own. */
function toText(doc: string): string {
  const lines = doc.split('\n').map((line) => line.replace(/^\s*\* ?/, '').trimEnd());
  const [text = '', example] = lines
    .join('\n')
    .trim()
    .split(/@example\n/);
  return example === undefined ? text.trim() : `${text.trim()}\n\n\`\`\`ts\n${example.trim()}\n\`\`\``;
}

function toSignature(code: string): string {
  const isFunction = /^(?:async )?function/.test(code);
  return isFunction ? code.replace(/ \{\n[\s\S]*$/, ';') : code.trimEnd();
}
