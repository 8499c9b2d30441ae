/** Text that betrays the machine a file was written on: it works there and nowhere else. */

/** Pieces are joined at run time, so that this file does not accuse itself. */
const patterns: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`(?<![\\w.~-])/${'work'}/`), 'a path of one machine'],
  [new RegExp(`(?<![\\w.~-])/${'home'}/\\w`), 'a path of one machine'],
  [new RegExp(`(?<![\\w.~-])/${'root'}(?:/|\\b)`), 'a path of one machine'],
  [new RegExp(`(?<![\\w.~-])/${'Users'}/\\w`), 'a path of one machine'],
  [new RegExp(`\\b[A-Z]:\\\\\\\\?${'Users'}\\b`), 'a path of one machine'],
  [
    new RegExp(`\\bregistry\\.${'npmjs'}\\.org|\\bregistry\\.${'yarnpkg'}\\.com|\\bnpm${'mirror'}\\.com`),
    'the host of a registry',
  ],
  [new RegExp(`"resolved":\\s*"${'http'}`), 'the address a package was installed from'],
];

/** One sentence for each line that holds foreign text. */
export function findForeignText(file: string, text: string): string[] {
  return text.split('\n').flatMap((line, i) =>
    patterns.flatMap(([pattern, what]) => {
      const found = pattern.exec(line)?.[0];
      return found ? [`${file}:${i + 1} names ${what}: ${found}`] : [];
    }),
  );
}
