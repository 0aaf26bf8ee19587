import { expect } from 'chai';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createClient } from '../support/http.ts';

const page = `<!doctype html><main>
<div id="error-summary"><a href="#name">Write a name</a></div>
<form method="post" action="/sent">
<input type="hidden" name="token" value="t1"><input name="name" value="a &amp; b">
<textarea name="text">
one
two</textarea>
<input type="checkbox" name="about" value="x" checked><input type="checkbox" name="about" value="y">
<select name="unit"><option value="1">One</option><option value="2" selected>Two</option></select>
<button>Next</button><button name="remove" value="f1" formaction="/removed">Remove</button>
</form></main>`;

describe('The client of the tests', () => {
  let server: Server;
  let baseUrl: string;
  before(async () => {
    server = createServer((request, response) => {
      if (request.url === '/') response.setHeader('content-type', 'text/html').end(page);
      else if (request.url === '/in')
        response.writeHead(303, { location: '/who', 'set-cookie': 'session=s1; Path=/' }).end();
      else if (request.url === '/who') response.end(request.headers.cookie);
      else request.pipe(response.setHeader('x-path', request.url ?? ''));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    baseUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  });
  after(() => server.close());

  it('sends a form as a browser would', async () => {
    const client = createClient(baseUrl);
    const opened = await client.get('/');
    expect(opened.errors).to.deep.equal([{ field: 'name', text: 'Write a name' }]);
    const sent = await client.submit(opened, { values: { name: 'c', about: ['x', 'y'] } });
    expect(sent.headers.get('x-path')).to.equal('/sent');
    expect([...new URLSearchParams(sent.body.toString())]).to.have.deep.members([
      ['token', 't1'],
      ['name', 'c'],
      ['text', 'one\r\ntwo'],
      ['about', 'x'],
      ['about', 'y'],
      ['unit', '2'],
    ]);
  });

  it('presses the button that is asked for, which may lead elsewhere', async () => {
    const client = createClient(baseUrl);
    const sent = await client.submit(await client.get('/'), { button: '[name=remove]' });
    expect(sent.headers.get('x-path')).to.equal('/removed');
    expect(new URLSearchParams(sent.body.toString()).get('remove')).to.equal('f1');
  });

  it('keeps cookies and follows redirects', async () => {
    const client = createClient(baseUrl);
    expect((await client.get('/in')).body.toString()).to.equal('session=s1');
  });
});
