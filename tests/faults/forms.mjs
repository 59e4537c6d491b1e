// The forms of the path without script, as a browser without script sends them.
import http from 'node:http';

const BOUNDARY = '----form7c1d';

/** A form posted on a line of its own; `file` is {name, bytes}. */
export function posts(port, under, fields, file) {
  const parts = Object.entries(fields).map(([name, value]) =>
    Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value.replaceAll('\n', '\r\n')}\r\n`));
  if (file) {
    parts.push(Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="${file.name}"\r\nContent-Type: application/octet-stream\r\n\r\n`));
    parts.push(file.bytes, Buffer.from('\r\n'));
  }
  const body = Buffer.concat([...parts, Buffer.from(`--${BOUNDARY}--\r\n`)]);
  const headers = { 'content-type': `multipart/form-data; boundary=${BOUNDARY}`, 'content-length': body.length };
  return asks(port, 'POST', under, headers, body);
}

/** One request on a line of its own, which is closed after it. */
export function asks(port, method, under, headers = {}, body) {
  return new Promise((done, fail) => {
    const request = http.request({
      agent: false, host: '127.0.0.1', port, method, path: `/o/shiojiri/plain${under}`,
      headers: { host: `window.localhost:${port}`, accept: 'text/html', connection: 'close', ...headers },
    }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => done({ status: response.statusCode, bytes: Buffer.concat(chunks), text: Buffer.concat(chunks).toString() }));
      response.on('error', fail);
    });
    request.on('error', fail);
    request.end(body);
  });
}

/** The value of the first hidden field of that name. */
export const hidden = (page, name) => new RegExp(`<input type="hidden" name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? '';

/** The six groups on a receipt. */
export const codeOn = (page) => [...page.split('id="code"')[1].split('</ol>')[0].matchAll(/<li>(\w+)/g)].map((one) => one[1]);

/** Somebody without script who agreed. */
export async function agreed(port) {
  const told = hidden((await asks(port, 'GET', '')).text, 'slip');
  const page = await posts(port, '', { slip: told, agree: 'yes', to: 'write' });
  return hidden(page.text, 'slip');
}
