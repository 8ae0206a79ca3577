// The TypeScript examples of a document as modules that run: types are stripped, and the packed package is what they import.
import { installed } from './install.mjs';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript-5.4';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Writes a document's examples to a folder of their own, beside the installed package.
 *
 * @param {string} document its path from the root
 * @param {(code: string) => string} [change] what a reader would change before running it, such as an address
 */
export function examplesOf(document, change = (code) => code) {
  const text = readFileSync(join(root, document), 'utf8');
  const folder = mkdtempSync(join(dirname(installed), '.example-'));
  const files = [...text.matchAll(/^```tsx?\n(.*?)^```$/gms)].map(([, code], index) => {
    const file = join(folder, `example-${index + 1}.mjs`);
    const { outputText } = ts.transpileModule(change(code), {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
    });
    writeFileSync(file, outputText);
    return file;
  });
  return {
    files,
    load: (index) => import(pathToFileURL(files[index]).href),
    remove: () => rmSync(folder, { recursive: true }),
  };
}
