import { startEmbeddedMongo } from '../../src/embedded-mongo/embedded-mongo.ts';

/** Serves a data folder until its parent ends it; tells it the URI. */
const { uri } = await startEmbeddedMongo({ folder: process.argv[2] ?? '' });
process.send?.(uri);
