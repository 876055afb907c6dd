// Gives Azurite a clock that tests move: node --require azurite-clock.cjs …/azurite.js …
// Prints "Clock control at http://127.0.0.1:PORT" and takes there
//   GET  /                the time, as JSON { now, frozen } in ms since 1970
//   POST /advance?ms=N    moves the clock on
//   POST /set?ms=N        stops the clock at that instant, until set or advanced again
//   POST /run             lets it run on from where it is
// With AZURITE_STOP_WITH_STDIN=1 the process ends when its standard input does, so that it never outlives its test.
'use strict';
const http = require('node:http');

const RealDate = Date;
let offset = 0;
let frozen = null;
const now = () => frozen ?? RealDate.now() + offset;

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  apply: () => new RealDate(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
RealDate.prototype.constructor = globalThis.Date;

// Azurite makes etags of the time and the first digits of this: with the clock stopped they alone must tell writes apart.
const realHrtime = process.hrtime;
let tick = 0;
const hrtime = (...args) => {
  const time = realHrtime(...args);
  return frozen === null || args.length > 0 ? time : [time[0], (1000 + (tick++ % 9000)) * 100000];
};
hrtime.bigint = realHrtime.bigint;
process.hrtime = hrtime;

const moves = {
  '/advance': (ms) => (frozen === null ? (offset += ms) : (frozen += ms)),
  '/set': (ms) => (frozen = ms),
  '/run': () => {
    offset = now() - RealDate.now();
    frozen = null;
  },
};

const server = http.createServer((request, response) => {
  const url = new URL(request.url, 'http://localhost');
  if (request.method === 'POST') {
    const ms = Number(url.searchParams.get('ms') ?? 0);
    if (!moves[url.pathname] || !Number.isFinite(ms)) {
      response.writeHead(400).end();
      return;
    }
    moves[url.pathname](ms);
  }
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify({ now: now(), frozen: frozen !== null }));
});
server.listen(Number(process.env.AZURITE_CLOCK_PORT ?? 0), '127.0.0.1', () => {
  console.log(`Clock control at http://127.0.0.1:${server.address().port}`);
});
server.unref();

if (process.env.AZURITE_STOP_WITH_STDIN === '1') {
  process.stdin.on('end', () => process.exit(0)).resume();
}
