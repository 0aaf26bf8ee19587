import { memberActs } from '../../src/accounts/account-paths.ts';
import type { SampleOffice } from '../../src/sample/sample-office.ts';
import type { Services } from '../../src/services.ts';
import { newKeyPair } from '../../src/vault/key-pairs.ts';
import type { AppRoute } from '../../test/support/app-routes.ts';
import { nameOf } from './forms.ts';
import { createPortalCases, type SentCase } from './portal-cases.ts';
import { rememberOffice } from './portal-data.ts';
import { addSpares, insidersIn, rolesIn, SPARE_PASSWORD } from './portal-people.ts';
import type { Scene, Secret } from './scene.ts';

const RECENT_CASES = 8;
/** Every so many rounds the new case is one of the body above. */
const ROUNDS_TO_ABOVE = 3;

const toFiles = ['POST /lapor', 'POST /lapor/isi'];
const toSend = [...toFiles, 'POST /lapor/periksa'];
const toCode = [...toSend, 'POST /lapor/kirim'];
const toTracked = [...toCode, 'POST /lacak'];

/** Which posts lead to the forms that no page shows by itself. */
const journeys: Scene['journeys'] = {
  'POST /lapor/isi': ['POST /lapor'],
  'POST /lapor/berkas': toFiles,
  'POST /lapor/periksa': toFiles,
  'POST /lapor/kirim': toSend,
  'POST /lapor/kode': toCode,
  'POST /lapor/selesai': toCode,
  'POST /lacak/pesan': toTracked,
  'POST /lacak/tarik': toTracked,
  'POST /lacak/batal-tarik': toTracked,
  'POST /lacak/hapus-kode': toTracked,
};

/** The category belongs to the lane; `subject` is the field that only programs fill in. */
const answers = {
  lane: 'protected',
  category: 'corruption',
  identity: 'anonymous',
  subject: '',
  password: SPARE_PASSWORD,
  passwordRepeat: SPARE_PASSWORD,
};

/** What is shown to nobody at all. */
function nobodys(what: string, text: string): Secret {
  return { what, text, readers: [] };
}

/** Sets up what the fuzzer finds in a portal with a sample office, and puts it back again and again. */
export async function createPortalScene(
  services: Services,
  office: SampleOffice,
  routes: readonly AppRoute[],
) {
  const { accounts, assets, config } = services;
  const spares = await addSpares(accounts, office);
  const cases = createPortalCases(services, office);
  const [positions, units] = await Promise.all([accounts.positions.list(), accounts.units.list()]);
  const unitIds = units.map(({ _id }) => _id);
  const concerned = positions.find(({ name }) => name.id === 'Bendahara')?._id;
  const ofTheUnit = await cases.ofTheUnit();
  const ofTheBodyAbove = await cases.ofTheBodyAbove(concerned ?? '');
  const kept = [ofTheUnit.sent, ofTheBodyAbove.sent];
  await services.jobs.runNow('outbox');
  const putBack = await rememberOffice(services);
  const { recipient } = await newKeyPair();
  const worked: SentCase[] = [];
  let round = 0;

  const secrets: Secret[] = [
    ...ofTheUnit.secrets,
    ...ofTheBodyAbove.secrets,
    ...Object.values(office.accounts).map(({ person, password }) =>
      nobodys(`the password of the ${person}`, password),
    ),
    nobodys('the recovery key', office.recoveryIdentity),
    nobodys('the data folder', config.dataFolder),
    ...(config.serverSecret === undefined ? [] : [nobodys('the server secret', config.serverSecret)]),
  ];

  /** Links are good once: fresh ones for each round. That of the recovery key's holder is at its second step in every other one. */
  async function freshLinks() {
    const { links, recovery } = accounts;
    const toHolder = await links.issue('recovery', {
      recovery: { holderName: 'Kartika Handayani', positionIds: [] },
    });
    if (round % 2 === 0) await recovery.offer(toHolder, recipient);
    return {
      undangan: await links.issue('invitation', { memberId: spares.invitedId }),
      pemulihan: toHolder,
      pengembalian: await links.issue('restore', { memberId: office.accounts.treasurer.memberId }),
      surel: await links.issue('email', { memberId: spares.spare.memberId, email: 'baru@contoh.example' }),
    };
  }

  async function parametersNow(): Promise<Scene['parameters']> {
    const tokens: Readonly<Record<string, string>> = await freshLinks();
    const { spare, waiting, halfway, invitedId } = spares;
    const spareIds = [spare.memberId, halfway.memberId, invitedId];
    const everybody = [...spareIds, ...Object.values(office.accounts).map(({ memberId }) => memberId)];
    const workedIds = worked.map(({ id }) => id);
    const everyCase = [...workedIds, ...kept.map(({ id }) => id)];
    const fileId = [...worked, ...kept].flatMap(({ fileIds }) => fileIds);
    const act = Object.values(memberActs);
    const file = [assets.urls.style, assets.urls.icon].map((url) => url.split('/').at(-1) ?? '');

    function parametersOf({ method, pattern }: AppRoute): Readonly<Record<string, readonly string[]>> {
      const isPost = method === 'POST';
      if (pattern.startsWith('/staf/laporan/')) return { id: isPost ? workedIds : everyCase, fileId };
      if (pattern.startsWith('/staf/pengaturan/anggota/')) return { id: isPost ? spareIds : everybody, act };
      if (pattern.startsWith('/staf/akses/')) return { id: [waiting.memberId, spare.memberId] };
      if (pattern.startsWith('/staf/kunci/')) return { id: unitIds };
      const token = tokens[pattern.split('/')[2] ?? ''];
      return { file, ...(token !== undefined && { token: [token] }) };
    }
    return Object.fromEntries(routes.map((route) => [nameOf(route), parametersOf(route)]));
  }

  return {
    /** Puts the office back as it was, with a new case to work on and new links. */
    async mend(): Promise<Scene> {
      await putBack();
      round += 1;
      worked.push(await cases.toWorkOn(round % ROUNDS_TO_ABOVE === 0 ? concerned : undefined));
      worked.splice(0, worked.length - RECENT_CASES);
      return {
        roles: rolesIn(office, spares),
        secrets,
        answers,
        parameters: await parametersNow(),
        journeys,
        untouched: kept.map(({ id }) => id),
        given: { code: /id="report-code"[^>]*>([\w-]+)</ },
        carried: ['_csrf', 'token', 'code', 'version'],
        insiders: insidersIn(routes),
      };
    },

    /** A digest of the reports that nobody works on. */
    async kept(): Promise<string> {
      return `${await cases.digest('officer', ofTheUnit.sent)} ${await cases.digest('above', ofTheBodyAbove.sent)}`;
    },
  };
}
