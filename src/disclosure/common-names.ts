/**
 * Given names that many people in Indonesia bear, as a pattern; without those that are also everyday words (Indah, Putra,
 * Cahaya, Surya), because they are looked for in any spelling.
 */
export const commonNames = `(?:${[
  'ade abdul abdullah adi aditya agus ahmad aisyah akbar ali amelia aminah andi andika andri ani anisa anita anton arief arif',
  'aris asep astuti ayu bagas bambang bayu beni budi christina citra dani dedi deni desi dewi dian dimas dina dodi dwi eka eko',
  'endang eni erna erni fadli faisal fajar farhan fatimah feri fitri fitriani galih gilang gunawan hadi hamzah hana hani hasan',
  'hendra hendri heri herman hesti husein ida ika ilham imam indra intan irfan irma iwan joko johan juliana junaidi kartika',
  'lia lina linda lisa maria maya mega melati mira muhammad mulyadi mulyono nabila nadia nia nina novi novita nur nurul pratiwi',
  'rahmat rama rangga ratna reni resti reza ria ridwan riki rina rini rio riska rizal rizki robi roni rosa rudi rusdi saiful',
  'santi santoso sari sigit siska siti slamet sofyan sri sugeng suharto sukma sulastri supriyadi suryani susanti susi sutrisno',
  'taufik tini titin toni tri tuti udin umar wahid wahyu wahyuni wati wawan wiwik yanti yanto yani yogi yudi yuli yulia',
  'yuni yusuf zainal zaki zulkifli',
]
  .join(' ')
  .split(' ')
  .join('|')})`;
