// A server that lies: it stands between browser and program, lets the request through, and changes what was answered.
import http from 'node:http';

/**
 * Listens on a free port before `port`. `tells(lie)` sets what is told from now on, and forgets what was heard. A lie is
 * given what was asked (`{method, path, host, headers, body}`) and the program's answer (`{status, headers, body}`), and
 * gives another answer, or nothing where it tells the truth. With `before` in place of an answer, `instead(asked)` may
 * answer without asking the program, and may take its time. A body may be a function that is given the response and writes as it likes.
 */
export async function liar(port) {
  let lie = () => undefined;
  let instead = () => undefined;
  let heard = [];
  const open = new Set();
  const agent = new http.Agent({ keepAlive: true });
  const server = http.createServer(async (request, response) => {
    const asked = { method: request.method, path: request.url, host: request.headers.host, headers: request.headers, body: await whole(request) };
    heard.push(asked);
    let answer = await instead(asked);
    if (!answer) {
      const truth = await forward(agent, port, asked);
      try {
        answer = { ...truth, ...lie(asked, truth) };
      } catch (error) {
        answer = { status: 599, headers: {}, body: `a lie that cannot be told: ${error.stack}` };
      }
    }
    tell(response, answer);
  });
  server.on('connection', (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return {
    port: server.address().port,
    tells(newLie, { before } = {}) {
      [lie, instead, heard] = [newLie ?? (() => undefined), before ?? (() => undefined), []];
    },
    /** What was asked since the last `tells`, by method and the end of the path. */
    heard: (method, end) => heard.filter((asked) => asked.method === method && asked.path.split('?')[0].endsWith(end)),
    close: () => {
      for (const socket of open) socket.destroy();
      agent.destroy();
      return new Promise((done) => server.close(done));
    },
  };
}

async function whole(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function forward(agent, port, { method, path, headers, body }) {
  // Compressed answers could not be changed.
  const { 'accept-encoding': _, ...rest } = headers;
  return new Promise((done, fail) => {
    const request = http.request({ agent, host: '127.0.0.1', port, method, path, headers: rest }, async (answer) => {
      done({ status: answer.statusCode, headers: answer.headers, body: await whole(answer) });
    });
    request.on('error', fail);
    request.end(body);
  });
}

function tell(response, { status = 200, headers = {}, body = '' }) {
  const { 'content-length': _, 'transfer-encoding': __, ...rest } = headers;
  if (typeof body === 'function') {
    response.writeHead(status, rest);
    return body(response);
  }
  const bytes = Buffer.from(body);
  response.writeHead(status, { ...rest, 'content-length': bytes.length });
  response.end(bytes);
}

/** A lie about one address: `change` is given the JSON that was answered, and gives other JSON. */
export const about = (end, change) => (asked, answer) => {
  if (!asked.path.split('?')[0].endsWith(end) || answer.status >= 400) return undefined;
  const told = change(JSON.parse(answer.body.toString()), asked);
  return told === undefined ? undefined : { body: JSON.stringify(told) };
};

/** Another answer altogether at one address. */
export const answers = (end, answer) => (asked) => (asked.path.split('?')[0].endsWith(end) ? answer : undefined);

/** Several lies at once; of two about one address the first is told. */
export const all = (...lies) => (asked, answer) => lies.map((lie) => lie(asked, answer)).find(Boolean);

/** A fault as the program writes it, with a sentence of the liar's own. */
export const problem = (status, code, detail) => ({
  status,
  headers: { 'content-type': 'application/problem+json' },
  body: JSON.stringify({ type: 'about:blank', title: 'x', status, detail, code, kept: false }),
});
