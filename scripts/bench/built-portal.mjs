// The built portal as the bench starts it: what `npm start` runs once everything is installed and built.
const { main } = await import('../../dist/server.js');
await main();
