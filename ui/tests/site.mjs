// Serves the mock build on loopback, on a port the system chooses, as it was when the run began: a build started
// meanwhile changes nothing. Nothing else is reachable through it.
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, relative, sep } from 'node:path';

const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
};

export async function serve(root) {
  const files = new Map();
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = `${entry.parentPath}/${entry.name}`;
    files.set(`/${relative(root, path).split(sep).join('/')}`, await readFile(path));
  }
  if (!files.has('/index.html')) throw new Error(`no build in ${root}: npm run build:mock`);

  const server = createServer((request, response) => {
    const asked = decodeURIComponent(new URL(request.url, 'http://x').pathname);
    const path = asked === '/' ? '/index.html' : asked;
    const body = files.get(path);
    if (body) response.writeHead(200, { 'content-type': TYPES[extname(path)] ?? 'application/octet-stream' }).end(body);
    else response.writeHead(path === '/favicon.ico' ? 204 : 404).end();
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
