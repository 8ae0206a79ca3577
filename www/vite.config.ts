import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { framing, policy } from './content-security-policy.ts';
import { kubernetesConfig, proxy } from './kubernetes-proxy.ts';

/** Puts the policy into the built page. Development needs inline scripts for its hot reloads. */
const policyMeta: Plugin = {
  name: 'taskwatch:policy-meta',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: policy },
      injectTo: 'head-prepend',
    },
  ],
};

/** The policy of the preview's pages as a header. The documents' pages bring one each, of the hashes of their scripts. */
const policyOfPreview: Plugin = {
  name: 'taskwatch:policy-header',
  configurePreviewServer({ middlewares }) {
    middlewares.use(({ url = '' }, response, next) => {
      const isDocument = url.startsWith('/docs/');
      response.setHeader('Content-Security-Policy', isDocument ? framing : `${policy}; ${framing}`);
      next();
    });
  },
};

export default defineConfig({
  plugins: [react(), policyMeta, policyOfPreview, kubernetesConfig()],
  build: {
    target: 'es2022',
    // Those that know light-dark(), which the stylesheets are built on.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // A polyfill for browsers that have no module preload would be an inline script.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    // taskwatch carries its wasm in its module.
    chunkSizeWarningLimit: 1000,
  },
  server: { proxy },
  preview: {
    proxy,
    headers: { 'X-Content-Type-Options': 'nosniff' },
  },
});
