import { expect } from 'chai';
import type { Unit } from '../../src/accounts/members/member.ts';
import type { Concern, PresentOffice } from '../../src/accounts/readers/concern.ts';
import { chooseReaders } from '../../src/accounts/readers/readers-choice.ts';
import type { Lane } from '../../src/cases/case-terms.ts';
import { base, inWords, member, named, none, position, recoveryOf, unit } from './office-of-readers.ts';

function withoutKey(whole: Unit): Unit {
  const { intake: key, ...rest } = whole;
  return key ? rest : whole;
}

function outcome(concern: Partial<Concern>, changed: Partial<PresentOffice> = {}, lane: Lane = 'protected') {
  return inWords(chooseReaders({ ...base, ...changed }, { ...none, ...concern }, lane));
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
          member('siti', 'supervisor', 'finance', { positionIds: ['chair'], name: 'Siti Aminah' }),
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
          member('hendra', 'supervisor', 'finance', { positionIds: ['chair'], name: 'Hendra Wijaya' }),
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
          member('hendra', 'supervisor', 'finance', { positionIds: ['chair'], name: 'Hendra Wijaya' }),
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

describe('the choice of readers of a service report', () => {
  const leader = member('hendra', 'supervisor', 'team', { positionIds: ['chair'], name: 'Hendra Wijaya' });
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
    const concern = { ...none, positionIds: ['clerk'] };
    const choice = chooseReaders(office, concern, 'protected');
    if (choice.kind !== 'allow-list') throw new Error(`expected an allow-list, not ${choice.kind}`);
    expect(choice.handlers).to.have.length(63);
    expect(choice.audience.map(({ _id }) => _id)).to.eql([...choice.handlers.map(({ _id }) => _id), 'citra']);
  });
});
