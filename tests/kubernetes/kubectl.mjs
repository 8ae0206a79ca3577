// kubectl with a configuration of its own, so that it never meets a real cluster.

import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * @param {string} binary
 * @param {{ url: string, certificate: string, token: string, folder: string }} controlPlane
 */
export async function createKubectl(binary, { url, certificate, token, folder }) {
  const kubeconfig = path.join(folder, 'kubeconfig');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'taskwatch', cluster: { server: url, 'certificate-authority': certificate } }],
    users: [{ name: 'taskwatch', user: { token } }],
    contexts: [
      { name: 'taskwatch', context: { cluster: 'taskwatch', user: 'taskwatch', namespace: 'default' } },
    ],
    'current-context': 'taskwatch',
  };
  // JSON is YAML, too.
  await writeFile(kubeconfig, JSON.stringify(config, null, 2), { mode: 0o600 });

  /**
   * Runs kubectl as the administrator of the API server, past the gateway.
   * The last argument may have `input`, for `-f -`, and `onOutput`, which is told of what it prints at once.
   *
   * @param {...(string | { input?: string, onOutput?: (text: string) => void })} args
   * @returns {Promise<string>} its standard output; throws with its standard error
   */
  async function kubectl(...args) {
    const { input, onOutput } = typeof args.at(-1) === 'object' ? args.pop() : {};
    const child = spawn(binary, args, {
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      // HOME, because kubectl keeps what it discovered below it.
      env: { ...process.env, KUBECONFIG: kubeconfig, HOME: folder },
    });
    if (input !== undefined) {
      // If it ends without reading all, its exit code tells why.
      child.stdin.on('error', () => {});
      child.stdin.end(input);
    }
    const [output, errors, code] = await Promise.all([
      read(child.stdout, onOutput),
      read(child.stderr),
      new Promise((resolve, reject) => child.once('error', reject).once('close', resolve)),
    ]);
    if (code !== 0) throw new Error(`kubectl ${args.join(' ')} ended with ${code}: ${errors.trim()}`);
    return output;
  }
  return { kubectl, kubeconfig };
}

async function read(stream, onOutput = () => {}) {
  let text = '';
  for await (const chunk of stream.setEncoding('utf8')) {
    text += chunk;
    onOutput(chunk);
  }
  return text;
}
