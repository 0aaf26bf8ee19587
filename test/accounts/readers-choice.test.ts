import { expect } from 'chai';
import type { Concern, PresentOffice } from '../../src/accounts/readers/concern.ts';
import { type Choice, chooseReaders, chooseRemaining } from '../../src/accounts/readers/readers-choice.ts';
import type { ShownMember, Unit } from '../../src/accounts/members/member.ts';
import type { RecoveryKey } from '../../src/accounts/office/office-settings.ts';
import { type Lane, LANES } from '../../src/cases/case-terms.ts';
import { roles, type Role } from '../../src/accounts/permissions.ts';

const name = { id: '', en: '' };
const intake = { keyId: 'k', generation: 1, recipient: 'r', mac: 'm' };

function unit(_id: string, changed: Partial<Unit> = {}): Unit {
  const lanes = ['protected', 'service'] as const;
  return {
    _id,
    version: 1,
    name,
    level: 'office',
    lanes,
    order: 0,
    intake,
    intakeKeyStale: false,
    ...changed,
  };
}

function member(_id: string, role: Role, unitId: string, positionIds: string[] = []): ShownMember {
  return {
    _id,
    version: 1,
    name: _id,
    email: `${_id}@kantor.example`,
    roles: [role],
    unitId,
    positionIds,
    status: 'active',
    locale: 'id',
    hasSignedIn: true,
  };
}

function position(_id: string, leadership = false, unitId: string | null = null) {
  return { _id, name, unitId, leadership, order: 0 };
}

function recoveryOf(positionId: string): RecoveryKey {
  const of = { recipient: 'age1pq1recovery', mac: '', holderName: 'Pemegang', provenOn: '2026-11-01' };
  return { ...of, positionIds: [positionId] };
}

/** Two handlers and a supervisor in the office, one handler of the body above. */
const base: PresentOffice = {
  units: [
    unit('team'),
    unit('finance', { lanes: [], order: 1 }),
    unit('province', { level: 'above', order: 2 }),
  ],
  positions: [
    position('chair', true),
    position('treasurer'),
    position('clerk'),
    position('accountant', false, 'finance'),
  ],
  members: [
    member('ani', 'investigator', 'team', ['clerk']),
    member('budi', 'intake_officer', 'team', ['accountant']),
    member('citra', 'supervisor', 'team', ['treasurer']),
    member('admin', 'administrator', 'team'),
    member('audi', 'auditor', 'team'),
    member('prov', 'investigator', 'province'),
    member('provsup', 'supervisor', 'province'),
  ],
  maySealTo: () => true,
  isLetIn: () => true,
  recovery: recoveryOf('treasurer'),
};

const nothingTicked = { positionIds: [], unitIds: [], everyReader: false };
const none: Concern = { ...nothingTicked, who: '', rest: '', isAccusing: true };

function withoutKey(whole: Unit): Unit {
  const { intake: key, ...rest } = whole;
  return key ? rest : whole;
}

/** The office's people, one of them under another name. */
function named(id: string, newName: string): ShownMember[] {
  return base.members.map((each) => (each._id === id ? { ...each, name: newName } : each));
}

function ids(members: readonly ShownMember[]): string {
  return members.map(({ _id }) => _id).join(' ');
}

function outcome(concern: Partial<Concern>, changed: Partial<PresentOffice> = {}, lane: Lane = 'protected') {
  return inWords(chooseReaders({ ...base, ...changed }, { ...none, ...concern }, lane));
}

function inWords(choice: Choice): string {
  if (choice.kind === 'nobody') return 'nobody';
  if (choice.kind === 'unit') return `unit ${choice.unit._id}`;
  return `${choice.unit._id}: ${ids(choice.audience)} / ${ids(choice.handlers)}${choice.withRecovery ? ' + recovery' : ''}`;
}

describe('the choice of readers', () => {
  const matrix: [
    circumstance: string,
    result: string,
    concern: Partial<Concern>,
    office?: Partial<PresentOffice>,
  ][] = [
    ['nothing is ticked', 'unit team', {}],
    [
      'an unheld position is ticked',
      'team: ani budi citra / ani budi + recovery',
      { positionIds: ['other'] },
      { positions: [...base.positions, position('other')] },
    ],
    ['a handler is concerned', 'province: prov provsup / prov', { positionIds: ['clerk'] }],
    [
      'the supervisor of the unit is concerned',
      'province: prov provsup / prov',
      { positionIds: ['treasurer'] },
    ],
    [
      "the unit of a handler's position is concerned",
      'province: prov provsup / prov',
      { unitIds: ['finance'] },
    ],
    [
      'the recovery holder alone is concerned',
      'team: ani budi citra / ani budi',
      { positionIds: ['keeper'] },
      { positions: [...base.positions, position('keeper')], recovery: recoveryOf('keeper') },
    ],
    [
      'a handler is named in full',
      'province: prov provsup / prov',
      { who: 'saudara BUDI SANTOSO, bagian kas' },
      { members: named('budi', 'Drs. Budi Santoso, M.Si.') },
    ],
    [
      'the first name of a handler stands in the answer',
      'team: ani citra / ani + recovery',
      { who: 'Pak Budi dan seorang sopir' },
      { members: named('budi', 'Budi Santoso') },
    ],
    [
      'a leader is named who sits elsewhere',
      'province: prov provsup / prov',
      { who: 'Siti Aminah' },
      {
        members: [
          ...base.members,
          { ...member('siti', 'supervisor', 'finance', ['chair']), name: 'Siti Aminah' },
        ],
      },
    ],
    [
      'one word of the name of a leader stands in the answer',
      'province: prov provsup / prov',
      { who: 'Pak Hendra' },
      {
        members: [
          ...base.members,
          { ...member('hendra', 'supervisor', 'finance', ['chair']), name: 'Hendra Wijaya' },
        ],
      },
    ],
    [
      'another answer names a handler in full',
      'team: ani citra / ani + recovery',
      { rest: 'Uang itu diminta oleh Ibu Sari, S.E. Wulandari.' },
      { members: named('budi', 'Sari Wulandari') },
    ],
    [
      'another answer names a leader in full',
      'province: prov provsup / prov',
      { rest: 'disuruh Hendra Wijaya' },
      {
        members: [
          ...base.members,
          { ...member('hendra', 'supervisor', 'finance', ['chair']), name: 'Hendra Wijaya' },
        ],
      },
    ],
    [
      'the words of a name stand far apart in another answer',
      'unit team',
      { rest: 'sari buah dibagikan, lalu di gang itu tinggal wulandari' },
      { members: named('budi', 'Sari Wulandari') },
    ],
    [
      'a name of one word is a word like others in another answer',
      'unit team',
      { rest: 'bunga melati di meja' },
      { members: named('budi', 'Melati') },
    ],
    [
      'a name of one word stands in another answer as one speaks to people',
      'team: ani citra / ani + recovery',
      { rest: 'lalu Bu Melati menerima amplop' },
      { members: named('budi', 'Melati') },
    ],
    [
      'a handler of the body above is named',
      'nobody',
      { positionIds: ['chair'], who: 'Rahmat Hidayat ikut' },
      { members: named('prov', 'Rahmat Hidayat') },
    ],
    [
      'both handlers are concerned',
      'province: prov provsup / prov',
      { positionIds: ['clerk', 'accountant'] },
    ],
    ['the leadership is concerned', 'province: prov provsup / prov', { positionIds: ['chair'] }],
    ['whoever reads this is concerned', 'province: prov provsup / prov', { everyReader: true }],
    ['the office does not know the position', 'province: prov provsup / prov', { positionIds: ['gone'] }],
    [
      'the leadership is concerned and nobody is above',
      'nobody',
      { positionIds: ['chair'] },
      { units: [unit('team')] },
    ],
    [
      'the leadership is concerned and the body above has no handler yet',
      'nobody',
      { everyReader: true },
      { members: base.members.filter(({ _id }) => _id !== 'prov') },
    ],
    ['the body above is concerned too', 'nobody', { positionIds: ['chair'], unitIds: ['province'] }],
    ['the unit has no key yet', 'nobody', {}, { units: [withoutKey(unit('x')), withoutKey(unit('y'))] }],
    [
      'a handler was never given the key',
      'team: budi citra / budi + recovery',
      { positionIds: ['other'] },
      { positions: [...base.positions, position('other')], isLetIn: (_, { _id }) => _id !== 'ani' },
    ],
    [
      'nobody vouched for the supervisor',
      'team: ani budi / ani budi + recovery',
      { positionIds: ['other'] },
      { positions: [...base.positions, position('other')], isLetIn: (_, { _id }) => _id !== 'citra' },
    ],
    [
      'no recovery key is proven',
      'team: ani budi citra / ani budi',
      { positionIds: ['other'] },
      { positions: [...base.positions, position('other')], recovery: undefined },
    ],
    [
      'a handler has left',
      'team: budi citra / budi + recovery',
      { positionIds: ['other'] },
      {
        positions: [...base.positions, position('other')],
        members: base.members.map((each) => (each._id === 'ani' ? { ...each, status: 'ended' } : each)),
      },
    ],
    [
      'a unit for the same lane was added later',
      'unit team',
      {},
      { units: [...base.units, unit('added', { order: 9 })] },
    ],
  ];
  for (const [circumstance, result, concern, office] of matrix)
    it(`when ${circumstance}: ${result}`, () => {
      expect(outcome(concern, office)).to.equal(result);
    });
});

/** Who goes on when somebody leaves a case that these stay with. */
function withoutMember(
  leavingId: string,
  staying: readonly string[],
  concern: Partial<Concern> = {},
): string {
  const remaining = base.members.filter(({ _id }) => staying.includes(_id));
  return inWords(chooseRemaining(base, { ...none, ...concern }, { unitId: 'team', remaining, leavingId }));
}

/** Everybody who gets a row, a key or a line of the log. */
function everybodyOf(choice: Choice): string[] {
  if (choice.kind === 'unit') return ['the whole unit'];
  if (choice.kind === 'nobody') return [];
  const { audience, handlers, auditors } = choice;
  return [...audience, ...handlers, ...auditors].map(({ _id }) => _id);
}

describe('every way to be kept out, in every role', () => {
  const ways: Readonly<Record<string, Partial<Concern>>> = {
    'whose position was ticked': { positionIds: ['own'] },
    'whose unit was ticked': { unitIds: ['team'] },
    'in whose unit the position sits': { unitIds: ['finance'] },
    'where whoever reads was ticked': { everyReader: true },
    'who is named in full': { who: 'Sari Wulandari' },
    'who may be meant': { who: 'Bu Wulandari' },
    'who is named in another answer': { rest: 'lalu Sari Wulandari datang' },
  };
  const held = { ...position('own'), unitId: 'finance' };

  for (const role of roles)
    for (const lane of LANES) {
      const sari = { ...member('sari', role, 'team', ['own']), name: 'Sari Wulandari' };
      const office = { ...base, positions: [...base.positions, held], members: [...base.members, sari] };

      for (const [way, concern] of Object.entries(ways))
        it(`${role} ${way}, ${lane} lane: gets no row, no key and no line`, () => {
          const choice = chooseReaders(office, { ...none, ...concern }, lane);
          expect(choice.kind, 'somebody reads it').to.equal('allow-list');
          expect(everybodyOf(choice)).to.not.include('sari').and.not.include('the whole unit');
        });

      it(`${role} who stepped back, ${lane} lane: gets no row, no key and no line`, () => {
        const remaining = office.members.filter(({ _id }) => ['ani', 'budi', 'citra'].includes(_id));
        const choice = chooseRemaining(office, none, { unitId: 'team', remaining, leavingId: 'sari' });
        expect(everybodyOf(choice)).to.include('ani').and.not.include('sari');
      });
    }
});

describe('the choice of readers of a service report', () => {
  const leader = { ...member('hendra', 'supervisor', 'team', ['chair']), name: 'Hendra Wijaya' };
  const withLeader = { members: [...base.members, leader] };
  const rest = 'Bapak Hendra Wijaya di loket';
  const alone = { ...withLeader, units: [unit('team')] };

  it('that praises a handler: the others of the unit', () => {
    const members = named('budi', 'Sari Wulandari');
    const praise = { rest: 'Terima kasih Mbak Sari Wulandari', isAccusing: false };
    expect(outcome(praise, { members }, 'service')).to.equal('team: ani citra / ani + recovery');
  });

  it('that praises a leader: the unit without the leader', () => {
    expect(outcome({ rest, isAccusing: false }, withLeader, 'service')).to.equal(
      'team: ani budi citra / ani budi + recovery',
    );
  });

  it('that complains of a leader: the body above, and where there is none the unit without the leader', () => {
    expect(outcome({ rest }, withLeader, 'service')).to.equal('province: prov provsup / prov');
    expect(outcome({ rest }, alone, 'service')).to.equal('team: ani budi citra / ani budi + recovery');
  });
});

describe('the choice among more handlers than an envelope has recipients', () => {
  it('seals to as many as it takes, and nobody else is on the list', () => {
    const many = Array.from({ length: 70 }, (_, number) =>
      member(`handler-${number}`, 'investigator', 'team'),
    );
    const office = { ...base, members: [...many, member('citra', 'supervisor', 'team')] };
    const concern = {
      positionIds: ['clerk'],
      unitIds: [],
      everyReader: false,
      who: '',
      rest: '',
      isAccusing: true,
    };
    const choice = chooseReaders(office, concern, 'protected');
    if (choice.kind !== 'allow-list') throw new Error(`expected an allow-list, not ${choice.kind}`);
    expect(choice.handlers).to.have.length(63);
    expect(choice.audience.map(({ _id }) => _id)).to.eql([...choice.handlers.map(({ _id }) => _id), 'citra']);
  });
});

describe('the choice of who goes on when somebody leaves a case', () => {
  it('those who may know of it already, and nobody new of the unit, when a handler stays', () => {
    expect(withoutMember('ani', ['budi', 'citra'])).to.equal('team: budi citra / budi + recovery');
    expect(withoutMember('ani', ['budi'])).to.equal('team: budi / budi + recovery');
  });

  it('without the recovery key, when its holder is concerned', () => {
    expect(withoutMember('ani', ['budi'], { positionIds: ['treasurer'] })).to.equal('team: budi / budi');
  });

  it('the body above, when only somebody without keys stays', () => {
    expect(withoutMember('ani', ['citra'])).to.equal('province: prov provsup / prov');
  });

  it('nobody, when the body above is concerned too', () => {
    expect(withoutMember('ani', ['citra'], { unitIds: ['province'] })).to.equal('nobody');
  });
});
