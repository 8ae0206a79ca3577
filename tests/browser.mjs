// Runs `wasm-pack test --headless --chrome` with the arguments given, or with `--firefox` as the first of them that in Firefox,
// after bundling the sources that the tests import, and through a proxy that keeps few connections.
//
// The server of wasm-bindgen's test runner (tiny_http) can leave the fifth connection of a burst unread for ever,
// and a page of many modules then never loads. Four are safe: the proxy opens three.

import { Agent, createServer, request } from 'node:http';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import path from 'node:path';

import '../pkg/build/test-modules.mjs';
import { missing } from './engines/engine.mjs';

const given = process.argv.slice(2);
const isFirefox = given[0] === '--firefox';
const reason = isFirefox ? missing('firefox') : undefined;
if (reason !== undefined) {
  console.log(`﹣ in Firefox # ${reason}`);
  process.exit(0);
}

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const agent = new Agent({ keepAlive: true, maxSockets: 3 });

const proxy = createServer((from, to) => {
  const url = new URL(from.url);
  const onward = request(
    url,
    { agent, method: from.method, headers: { ...from.headers, host: url.host } },
    (answer) => {
      to.writeHead(answer.statusCode, answer.headers);
      answer.pipe(to);
    },
  );
  onward.on('error', () => to.destroy());
  to.on('close', () => onward.destroy());
  from.pipe(onward);
});
proxy.listen(0, '127.0.0.1');
await once(proxy, 'listening');

const settings = JSON.parse(readFileSync(path.join(root, 'webdriver.json'), 'utf8'));
const { port } = proxy.address();
settings['goog:chromeOptions'].args.push(
  `--proxy-server=127.0.0.1:${port}`,
  '--proxy-bypass-list=<-loopback>',
);
Object.assign(settings['moz:firefoxOptions'].prefs, {
  'network.proxy.type': 1,
  'network.proxy.http': '127.0.0.1',
  'network.proxy.http_port': port,
  'network.proxy.allow_hijacking_localhost': true,
});
// A page that does not load is to fail in time for the reason to be read.
settings.timeouts = { pageLoad: 60_000 };
const file = path.join(root, 'target/webdriver.json');
mkdirSync(path.dirname(file), { recursive: true });
writeFileSync(file, JSON.stringify(settings));

const child = spawn(
  'wasm-pack',
  [
    'test',
    '--headless',
    isFirefox ? '--firefox' : '--chrome',
    '--',
    '--locked',
    ...given.slice(isFirefox ? 1 : 0),
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, WASM_BINDGEN_TEST_WEBDRIVER_JSON: file },
  },
);
const [code] = await once(child, 'close');
process.exit(code ?? 1);
