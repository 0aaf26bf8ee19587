/** The Indonesian addresses of the office's work on cases; `site.path` gives the English ones. */
export const triagePaths = {
  queue: '/staf/laporan',
  case: (id: string) => `/staf/laporan/${id}`,
  act: (id: string, act: Act) => `/staf/laporan/${id}/${ACTS[act]}`,
  declaration: (id: string) => `/staf/laporan/${id}/pernyataan`,
  spam: (id: string) => `/staf/laporan/${id}/spam`,
  identityDecision: (id: string) => `/staf/laporan/${id}/identitas/putuskan`,
  identityOpening: (id: string) => `/staf/laporan/${id}/identitas/buka`,
  file: (id: string, fileId: string) => `/staf/laporan/${id}/berkas/${fileId}`,
  preview: (id: string, fileId: string) => `/staf/laporan/${id}/berkas/${fileId}/pratinjau`,
} as const;

/** What a member does on the page of a case, and how its address calls it. */
export const ACTS = {
  reply: 'balas',
  note: 'catatan',
  assign: 'tugaskan',
  status: 'status',
  identity: 'identitas',
  hold: 'penahanan',
  stepBack: 'undur-diri',
} as const;
export type Act = keyof typeof ACTS;
/** The acts that leave the member on the page. */
export const ACT_NAMES = [
  'reply',
  'note',
  'assign',
  'status',
  'identity',
  'hold',
] as const satisfies readonly Act[];

/** Which acts the page tells of after it came back: the value of `selesai` in the address. */
export function doneActOf(value: unknown): Act | undefined {
  return ACT_NAMES.find((act) => ACTS[act] === value);
}

/** The value of `selesai` in the address of the queue after somebody stepped back from a case. */
export const STEPPED_BACK = ACTS.stepBack;

/** A short name for a case among colleagues. It is cut from the random id, so it tells nothing. */
export function referenceOf(caseId: string): string {
  return `#${caseId.slice(0, 8)}`;
}
