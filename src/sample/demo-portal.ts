import { main as runPortal } from '../server.ts';
import { demoLines, prepareDemo } from './demo.ts';

/** What `npm run demo` runs: the portal, with the sample office in its data folder. @throws {StartRefused} */
export async function main({ json }: { readonly json: boolean }): Promise<void> {
  await runPortal({
    json,
    async prepare(at, progress) {
      const demo = await prepareDemo(at, progress);
      return { told: demo, lines: demoLines(demo) };
    },
  });
}
