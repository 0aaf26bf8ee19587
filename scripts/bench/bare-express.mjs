// The baseline: Express with nothing but the parser of forms, answering as many bytes as it is asked for.
import express from 'express';

const largest = Buffer.alloc(1024 * 1024, 'a');
const piece = Buffer.alloc(64 * 1024, 'b');
const app = express();
app.disable('x-powered-by');
app.disable('etag');

function answer(req, res) {
  res.type('html').send(largest.subarray(0, Number(req.get('x-bytes') ?? 0)));
}

app.get('/page', answer);
app.post('/form', express.urlencoded({ extended: false, limit: '2mb' }), answer);

app.post('/upload', (req, res) => {
  let size = 0;
  req.on('data', (bytes) => (size += bytes.length));
  req.on('end', () => res.type('html').send(String(size)));
});

app.get('/download', (req, res) => {
  let left = Number(req.get('x-bytes'));
  res.set('Content-Length', String(left));
  const send = () => {
    for (let isReady = true; isReady && left > 0; left -= piece.length)
      isReady = res.write(piece.subarray(0, Math.min(left, piece.length)));
    if (left > 0) res.once('drain', send);
    else res.end();
  };
  send();
});

const server = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(`runs on http://localhost:${server.address().port}\n`);
});
process.once('SIGTERM', () => process.exit(0));
