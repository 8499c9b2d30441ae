/** Creating a plugin, for the commands that do: `omnitrade create` and `npm create omnitrade-plugin`. */

export { askAndCreate, type CreateWish, describeCreated } from './ask-and-create.ts';
export { type CreatedPlugin, createPlugin } from './create-plugin.ts';
export { createError } from './errors.ts';
export { type Template, templates } from './templates.ts';
