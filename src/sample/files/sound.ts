const sampleRate = 8000;
const bytesPerSample = 2;

/** A WAV recording, 8 kHz mono 16 bit, of a voice-like hum, with the artist in its INFO list. */
export function recording(seconds: number, artist: string): Buffer {
  const samples = Buffer.alloc(seconds * sampleRate * bytesPerSample);
  for (let index = 0; index < seconds * sampleRate; index += 1) {
    const time = index / sampleRate;
    const syllable = Math.max(0, Math.sin(time * Math.PI * 5)) * Math.exp(-((time * 2) % 1));
    const voice = Math.sin(time * 2 * Math.PI * 140) + Math.sin(time * 2 * Math.PI * 420) / 2;
    samples.writeInt16LE(Math.round(voice * syllable * 9000), index * bytesPerSample);
  }
  const info = Buffer.concat([Buffer.from('INFO'), chunk('IART', Buffer.from(`${artist}\0`))]);
  const content = Buffer.concat([
    Buffer.from('WAVE'),
    chunk('fmt ', format()),
    chunk('LIST', info),
    chunk('data', samples),
  ]);
  return chunk('RIFF', content);
}

function format(): Buffer {
  const fields = Buffer.alloc(16);
  fields.writeUInt16LE(1, 0);
  fields.writeUInt16LE(1, 2);
  fields.writeUInt32LE(sampleRate, 4);
  fields.writeUInt32LE(sampleRate * bytesPerSample, 8);
  fields.writeUInt16LE(bytesPerSample, 12);
  fields.writeUInt16LE(bytesPerSample * 8, 14);
  return fields;
}

/** A RIFF chunk: name, little-endian length, content, padded to an even length. */
function chunk(name: string, content: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.write(name, 'latin1');
  header.writeUInt32LE(content.length, 4);
  return Buffer.concat([header, content, Buffer.alloc(content.length % 2)]);
}
