import { once } from 'node:events';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { expect } from 'chai';
import { SMTPServer } from 'smtp-server';
import { createSmtpMailer, insistsOnTls } from '../../src/notifications/mailer.ts';

/** An address of this machine that is not its loopback; undefined where it has none. */
function outerAddress(): string | undefined {
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return addresses.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
}

/** A mail server without TLS that takes whatever comes, and what was said to it. */
async function plainServer(host: string) {
  const said: string[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write('220 mail\r\n');
    socket.on('data', (line) => {
      said.push(line.toString());
      socket.write(line.toString().startsWith('EHLO') ? '250-mail\r\n250 AUTH PLAIN\r\n' : '250 ok\r\n');
    });
  }).listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  return { said, url: `smtp://kanal:rahasia@${host}:${port}`, close: () => server.close() };
}

describe('A mail server without TLS', () => {
  it('is spoken with on this machine, or where its address says so', () => {
    for (const url of [
      'smtp://127.0.0.1:25',
      'smtp://localhost',
      'smtp://[::1]:25',
      'smtp://mail?ignoreTLS=true',
    ])
      expect(insistsOnTls(url), url).to.equal(false);
    for (const url of [
      'smtp://mail',
      'smtp://u:p@192.0.2.7:587',
      'smtp://mail?ignoreTLS=false',
      'smtp://localhost.evil',
    ])
      expect(insistsOnTls(url), url).to.equal(true);
    expect(insistsOnTls('smtps://mail'), 'has TLS from the start').to.equal(false);
  });

  it('elsewhere, is told neither a password nor a mail', async function () {
    const host = outerAddress();
    if (host === undefined) this.skip();
    const server = await plainServer(host);
    const mailer = createSmtpMailer(server.url, 'kanal@office.example');
    const message = {
      to: 'a@office.example',
      subject: 's',
      text: 't',
      messageId: '<a@office.example>',
      date: new Date(),
    };
    for (const attempt of [
      async () => mailer.send(message),
      async () => mailer.check(AbortSignal.timeout(5000)),
    ]) {
      const outcome: unknown = await attempt().catch((error: unknown) => error);
      expect(outcome).to.be.instanceOf(Error).and.have.property('code');
    }
    mailer.close();
    server.close();
    expect(server.said.join(''))
      .to.match(/EHLO/)
      .and.not.match(/AUTH |MAIL FROM/);
  });
});

describe('A mail server with a certificate that nobody vouches for (ASVS 12.3.2)', () => {
  it('is told neither a password nor a mail', async () => {
    const signedIn: unknown[] = [];
    const server = new SMTPServer({
      secure: true, // with the certificate that comes with the package
      onAuth: (auth, _session, done) => {
        signedIn.push(auth);
        done(null, { user: 'kanal' });
      },
    });
    server.on('error', () => undefined);
    const listening = server.listen(0, '127.0.0.1');
    await once(listening, 'listening');
    const address = listening.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const mailer = createSmtpMailer(`smtps://kanal:rahasia@127.0.0.1:${port}`, 'kanal@office.example');
    const outcome: unknown = await mailer.check(AbortSignal.timeout(5_000)).catch((error: unknown) => error);
    mailer.close();
    await new Promise<void>((done) => server.close(done));
    expect(outcome)
      .to.be.instanceOf(Error)
      .and.have.property('code')
      .that.matches(/TLS|CERT|SELF|ESOCKET/);
    expect(signedIn).to.eql([]);
  });
});
