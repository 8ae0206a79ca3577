// The documents as pages. They are the files of `docs/`, and the reference that typedoc makes of the public types;
// `build.mjs` puts both into one folder first.

import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type DefaultTheme, defineConfig } from 'vitepress';
import manifest from '../../../pkg/package.json' with { type: 'json' };

const pages = fileURLToPath(new URL('../pages', import.meta.url));
const repository = manifest.repository.url.replace(/^git\+|\.git$/g, '');

/** The address of a file outside of `docs/` that a page links to. */
function linkToRepository(href: string): string | undefined {
  return href.startsWith('../') ? `${repository}/blob/main/${href.slice(3)}` : undefined;
}

/** What typedoc has written beside its pages. */
function reference(): DefaultTheme.SidebarItem[] {
  const sidebar = `${pages}/reference/typedoc-sidebar.json`;
  return existsSync(sidebar) ? JSON.parse(readFileSync(sidebar, 'utf8')) : [];
}

export default defineConfig({
  title: 'taskwatch',
  description: 'Long-running Kubernetes work, made pleasant in a browser console',
  lang: 'en',
  base: '/docs/',
  srcDir: 'pages',
  outDir: '../dist/docs',
  cacheDir: '../../target/docs-cache',
  metaChunk: true,
  head: [['link', { rel: 'icon', href: '/favicon.svg', type: 'image/svg+xml' }]],

  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    config(markdown) {
      markdown.core.ruler.push('link-to-repository', ({ tokens }) => {
        for (const { children } of tokens)
          for (const token of children ?? []) {
            const elsewhere = linkToRepository(`${token.attrGet('href') ?? ''}`);
            if (token.type === 'link_open' && elsewhere) token.attrSet('href', elsewhere);
          }
      });
    },
  },

  themeConfig: {
    siteTitle: 'taskwatch',
    nav: [
      { text: 'Guides', link: '/queue', activeMatch: '^/(?!reference)' },
      { text: 'API', link: '/reference/', activeMatch: '^/reference' },
      { text: 'Demo', link: '/', target: '_self' },
    ],
    sidebar: {
      '/reference/': [{ text: 'API reference', items: reference() }],
      '/': [
        {
          text: 'Start',
          items: [
            { text: 'What it is', link: '/' },
            { text: 'Coming from datum-ui', link: '/coming-from-datum-ui' },
          ],
        },
        {
          text: 'Guides',
          items: [
            { text: 'The queue', link: '/queue' },
            { text: 'Waits', link: '/waits' },
            { text: 'Resources of your own', link: '/resources' },
            { text: 'Durable tasks', link: '/durable' },
            { text: 'React', link: '/react' },
            { text: 'Storage and tabs', link: '/storage' },
            { text: 'Testing', link: '/testing' },
            { text: 'A plain Kubernetes API', link: '/kubernetes' },
            { text: 'Where it runs', link: '/environments' },
          ],
        },
        {
          text: 'Look up',
          items: [
            { text: 'What happens when', link: '/what-happens' },
            { text: 'Troubleshooting', link: '/troubleshooting' },
            { text: 'Architecture', link: '/architecture' },
          ],
        },
      ],
    },
    outline: [2, 3],
    search: { provider: 'local' },
    socialLinks: [{ icon: 'github', link: repository }],
  },

  /** A policy that allows only the page's own scripts: the hashes are those of its inline scripts. */
  transformHtml(html) {
    const inline = [...html.matchAll(/<script(?![^>]*\bsrc=)[^>]*>(.*?)<\/script>/gs)].map(
      ([, code]) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`,
    );
    const policy = [
      "default-src 'none'",
      `script-src 'self' ${inline.join(' ')}`,
      // Colours of code are style attributes.
      "style-src 'self' 'unsafe-inline'",
      "img-src 'self' data:",
      "font-src 'self'",
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
    ].join('; ');
    return html.replace(
      '<meta charset="utf-8">',
      `<meta charset="utf-8">\n    <meta http-equiv="Content-Security-Policy" content="${policy}">`,
    );
  },
});
