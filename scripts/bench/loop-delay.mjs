// Loaded into a measured server (node --import): tells the bench, when it asks, how long the event loop was held since it last asked.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

const RESOLUTION = 5;

/** The histogram counts from one tick to the next, so that the time between two ticks is in it. In ms. */
const held = (nanoseconds) => Math.max(0, nanoseconds / 1e6 - RESOLUTION);

if (isMainThread && process.send) {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION });
  delay.enable();
  process.on('message', () => {
    process.send({ p50: held(delay.percentile(50)), p99: held(delay.percentile(99)) });
    delay.reset();
  });
  process.channel.unref();
}
