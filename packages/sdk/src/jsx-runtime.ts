/** `@omnitrade/sdk/jsx-runtime`: what a bundler puts in the place of JSX; in the terminal it is Preact's own. */

export { Fragment, type JSX, jsx, jsxs } from 'preact/jsx-runtime';
