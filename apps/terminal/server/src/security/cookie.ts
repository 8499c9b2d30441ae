/** The one cookie of a page: reading and writing it. */

/** The value of the named cookie; the first one counts. */
export function parseCookie(header: string | undefined, name: string): string | undefined {
  const start = `${name}=`;
  const pair = header?.split(';').find((part) => part.trimStart().startsWith(start));
  return pair?.trim().slice(start.length);
}

/** Not readable by scripts, never sent by another site's requests, gone with the browser. */
export function toSetCookie(name: string, value: string): string {
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Strict`;
}
