// A TCP relay that counts what the browser sends and can cut every connection at one chosen byte, or before one answer.
import net from 'node:net';

export async function cutter(port) {
  const open = new Set();
  let sent = 0;
  let cut = null;
  let losing = null;
  const server = net.createServer((browser) => {
    // Nothing is taken from the browser, nor counted, before there is somebody to give it to.
    browser.pause();
    const program = net.connect(port, '127.0.0.1', () => browser.resume());
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
      const { meanwhile, then } = cut;
      cut = null;
      browser.pause();
      void meanwhile().then(() => {
        for (const socket of open) socket.destroy();
        then();
      });
    });
    program.on('data', (chunk) => {
      if (losing && sent >= losing.at) {
        losing.then();
        losing = null;
        for (const socket of open) socket.destroy();
        return;
      }
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
    /** Lets exactly so many further bytes pass, does `meanwhile`, then ends every connection; resolves after that. The
     * program dies first: a browser repeats by itself at once what a cut connection took, and a dying program would take it. */
    cutAfter: (bytes, meanwhile) => new Promise((then) => { cut = { at: sent + bytes, meanwhile, then }; }),
    /** Lets so many further bytes pass, then takes away the next answer, and ends every connection; resolves after that. */
    loseAnswerAfter: (bytes) => new Promise((then) => { losing = { at: sent + bytes, then }; }),
    close: () => {
      for (const socket of open) socket.destroy();
      return new Promise((done) => server.close(done));
    },
  };
}
