// The policy that the built demo runs under: nothing from elsewhere, no inline
// script or style, and `'wasm-unsafe-eval'`, which compiling any WebAssembly needs.

const directives = {
  'default-src': "'none'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  'style-src': "'self'",
  'img-src': "'self'",
  'connect-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
};

/** For the `<meta>` of the built page, which holds wherever the files are served from. */
export const policy = Object.entries(directives)
  .map(([name, value]) => `${name} ${value}`)
  .join('; ');

/** Which pages may embed this one, for the header of the preview: a `<meta>` cannot express it. */
export const framing = "frame-ancestors 'none'";
