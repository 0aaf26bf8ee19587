/** What describes an installation of an office, or names a file that does. */
const ofAnOffice = /^(?:MONGODB_URI|SERVER_SECRET|SMTP_URL|MAIL_FROM)(?:_FILE)?$/;

/** This environment without an office's settings: none of them reaches what is measured or fuzzed. */
export function environmentOfOurs(): NodeJS.ProcessEnv {
  const rest = Object.entries(process.env).filter(([name]) => !ofAnOffice.test(name));
  return { ...Object.fromEntries(rest), NODE_ENV: 'production' };
}
