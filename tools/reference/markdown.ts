/** The few pieces of Markdown that the reference pages share. */

/** The head of a page that is made, not written. */
export function generated(title: string): string {
  return `# ${title}\n\n*Made from the source by \`npm run docs\`; a test keeps it equal.*\n`;
}

/** Text inside a table cell: no bar ends it, no angle bracket becomes markup. */
export function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\n', ' ');
}

export function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``;
}

export function table(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [row(head), `|${head.map(() => '---').join('|')}|`, ...lines.map(row)].join('\n');
}
