// A TCP relay that counts what the browser sends and can cut every connection at one chosen byte.
import net from 'node:net';

export async function cutter(port) {
  const open = new Set();
  let sent = 0;
  let cut = null;
  const server = net.createServer((browser) => {
    const program = net.connect(port, '127.0.0.1');
    for (const [socket, other] of [[browser, program], [program, browser]]) {
      open.add(socket);
      socket.on('close', () => (open.delete(socket), other.destroy()));
      socket.on('error', () => other.destroy());
    }
    browser.on('data', (chunk) => {
      const passes = cut ? Math.min(chunk.length, Math.max(0, cut.at - sent)) : chunk.length;
      sent += passes;
      if (!program.write(chunk.subarray(0, passes))) {
        browser.pause();
        program.once('drain', () => browser.resume());
      }
      if (passes === chunk.length) return;
      const { then } = cut;
      cut = null;
      for (const socket of open) socket.destroy();
      then();
    });
    program.on('data', (chunk) => {
      if (!browser.write(chunk)) {
        program.pause();
        browser.once('drain', () => program.resume());
      }
    });
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return {
    port: server.address().port,
    sent: () => sent,
    /** Lets exactly so many further bytes pass, then ends every connection; resolves when that has happened. */
    cutAfter: (bytes) => new Promise((then) => { cut = { at: sent + bytes, then }; }),
    close: () => {
      for (const socket of open) socket.destroy();
      return new Promise((done) => server.close(done));
    },
  };
}
