// A TCP relay on loopback that keeps every byte the browser sends. What a driver shows of a request is not
// what was sent: bodies of a Blob, of a worker and of a beacon are missing there.
import net from 'node:net';

/**
 * Listens on a free port and forwards to `port`. `swap(path)` may answer a GET itself, with a body in place of the
 * server's: `[type, bytes]`, or nothing to let the request through. `lose(line)` may take away the answer to the request
 * that begins with this line: the program gets it whole, and the browser a dead connection.
 */
export async function relay(port, swap = () => undefined, lose = () => false) {
  const sent = [];
  let received = 0;
  const open = new Set();
  const server = net.createServer((browser) => {
    const record = [];
    sent.push(record);
    const program = net.connect(port, '127.0.0.1');
    for (const [socket, other] of [[browser, program], [program, browser]]) {
      open.add(socket);
      socket.on('close', () => (open.delete(socket), other.end()));
      socket.on('error', () => other.destroy());
    }
    browser.on('data', (chunk) => {
      record.push(chunk);
      if (lose(chunk.toString('latin1').split('\r\n', 1)[0])) program.lost = true;
      const path = /^GET (\S+) HTTP\/1\.1\r\n/.exec(chunk.toString('latin1'))?.[1];
      const instead = path && swap(path);
      if (!instead) return void program.write(chunk);
      const [type, body] = instead;
      browser.write(`HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n`);
      browser.write(body);
    });
    program.on('data', (chunk) => {
      if (program.lost) return void browser.destroy();
      received += chunk.length;
      browser.write(chunk);
    });
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return {
    port: server.address().port,
    /** Everything sent so far, connection after connection, each in its order. */
    bytes: () => Buffer.concat(sent.flatMap((record) => [...record, Buffer.from('\n\0\n')])),
    /** How many bytes the program has answered. */
    received: () => received,
    close: () => {
      for (const socket of open) socket.destroy();
      return new Promise((done) => server.close(done));
    },
  };
}
