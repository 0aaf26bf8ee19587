/** What the reporter added to the long chronology afterwards. */
export const chronologyAppendix = `TAMBAHAN PERTAMA: SATU SURAT TUGAS DARI AWAL SAMPAI AKHIR

Setelah membaca ulang, saya merasa cerita di atas terlalu meloncat. Karena itu saya tambahkan satu contoh yang saya ikuti dari hari pertama sampai uangnya habis. Contoh ini berasal dari bulan Juli dan menurut saya mewakili yang lain.

Hari Rabu minggu pertama, Pak Lurus berkeliling membawa buku tulis bersampul batik. Ia bertanya, “siapa yang minggu depan tidak ke mana-mana?” Orang yang belum lama bekerja mengira pertanyaan itu untuk mencari siapa yang bisa berangkat. Sebenarnya terbalik. Yang tidak ke mana-manalah yang dipilih, sebab orang yang sedang berada di kantor tidak akan tertangkap basah berada di tempat ketiga. Empat nama ditulis.

Hari Kamis, surat tugasnya diketik. Tujuannya Kecamatan Lembayung, tiga hari, keperluannya “koordinasi dan pengumpulan data”. Frasa itu dipakai terus karena tidak menghasilkan apa pun yang dapat diminta orang: tidak ada barang, tidak ada peserta, tidak ada daftar hadir. Nomornya diambil dari deretan yang disisakan pada jilid kedua buku agenda. Tanda tangan pejabatnya asli; surat itu naik bersama undangan, cuti, dan permintaan alat tulis.

Hari Senin sampai Rabu minggu berikutnya, keempat orang itu bekerja seperti biasa. Absen sidik jarinya tidak dipakai, karena pada surat tugas mereka tercatat dinas luar. Ini menimbulkan kejadian lucu yang sebetulnya menyedihkan: pada hari Selasa salah satu dari mereka memimpin doa di apel pagi, padahal menurut papan absensi di belakangnya ia sedang berada dua jam perjalanan dari situ.

Hari Kamis, laporan perjalanan dibuat. Ada contohnya di komputer bersama, berupa berkas yang tinggal diganti nama kecamatan, nama camat, dan tanggalnya. Pernah ada yang lupa mengganti nama camatnya, sehingga Camat Lembayung dalam laporan itu adalah orang yang sebenarnya memimpin kecamatan lain. Tidak ada yang menegur, sebab tidak ada yang membaca.

Hari Senin berikutnya, bukti dirangkai: tiga nota penginapan untuk setiap orang, satu fotokopi tiket untuk setiap orang, dan satu nota sewa mobil untuk semua. Nota sewa mobil adalah satu-satunya yang berasal dari luar, dibeli lima puluh ribu rupiah selembar dari seorang sopir di terminal. Sopir itu, kata yang pernah membelinya, selalu bertanya “mau tanggal berapa?” dengan nada seperti penjual kue.

Sepuluh hari kemudian uangnya masuk rekening. Sore itu juga ada pesan pendek berisi satu kata, “pulsa”. Keempat orang itu pergi ke konter dekat pasar sendiri-sendiri. Dua pertiga tertinggal di konter. Dari sepertiga yang tersisa, seorang di antaranya membelikan susu untuk anaknya dan seorang lagi, saya tahu karena ia bercerita, memasukkan seluruhnya ke kotak amal, lalu pulang dan tidak merasa lebih baik.

Itulah satu surat tugas. Kalikan sendiri dengan lima puluh delapan.

TAMBAHAN KEDUA: ISTILAH YANG DIPAKAI

Mungkin petugas akan menemukan istilah-istilah ini dalam pesan atau catatan, maka saya jelaskan artinya. “Jalan kering” berarti perjalanan yang tidak dilakukan. “Jalan basah” berarti perjalanan yang dilakukan. “Tambah garam” berarti harinya ditambah. “Kembaran” berarti perjalanan yang dipertanggungjawabkan dua kali. “Pulsa” berarti setoran. “Atap” dipakai sejak Februari untuk menyebut seluruh urusan ini, karena dulu memang atap yang menjadi alasannya; orang bisa berkata “atap bulan ini berapa” tanpa seorang tamu pun mengerti. “Orang langit” berarti pemeriksa.

TAMBAHAN KETIGA: KEKHAWATIRAN SAYA

Kalau laporan ini diperiksa terburu-buru, saya khawatir terjadi tiga hal. Pertama, penginapan dihubungi lewat telepon lebih dahulu, lalu buku tamunya basah terkena hujan. Kedua, seluruh pegawai dikumpulkan dan ditanya di depan Pak Lurus siapa yang pernah menyetor. Pada keadaan seperti itu jawabannya pasti tidak ada. Ketiga, yang dipersoalkan hanya fotokopi tiketnya, sehingga orang yang memegang gunting dihukum dan orang yang meminta gunting itu dipakai tetap duduk di tempatnya.

Sebaliknya, kalau diperiksa dengan sabar, hampir semuanya dapat dibuktikan dari catatan pihak luar: bank, syahbandar, galangan kapal, puskesmas, dan sebuah buku besar bersampul hijau. Tidak satu pun dari catatan itu memerlukan keberanian siapa pun di kantor kami. Itu yang membuat saya masih berharap.

TAMBAHAN KEEMPAT: JAWABAN ATAS PERTANYAAN YANG MUNGKIN DIAJUKAN

Mengapa tidak melapor kepada pimpinan? Karena usul dalam rapat bulan Juni adalah laporan kepada pimpinan, hanya bentuknya sopan, dan kami semua melihat apa yang terjadi sesudahnya kepada orang yang menyampaikannya.

Apakah ada dendam pribadi? Tidak. Pak Lurus pernah menolong saya ketika orang tua sakit; ia mengantar sendiri ke rumah sakit pada tengah malam dan tidak mau diganti ongkos bensinnya. Kebaikan itu nyata, dan itulah sebabnya laporan ini terlambat beberapa bulan. Saya baru dapat menulis setelah menerima bahwa seseorang bisa baik kepada tetangganya dan tetap mengambil yang bukan haknya.

Apakah perjalanan ke pulau memang perlu? Perlu sekali. Ada desa yang dua tahun tidak didatangi siapa pun. Setiap kali anggaran perjalanan disebut terlalu besar dan hendak dipotong, yang hilang lebih dahulu pasti perjalanan yang sungguhan. Mohon kesimpulan akhirnya nanti bukan menghapus perjalanan, melainkan memastikan orangnya benar-benar sampai.

Bagaimana mencegahnya di kemudian hari? Saya bukan ahli, tetapi tiga kebiasaan kecil kiranya cukup: nomor surat tugas diambil dari satu buku saja dan memakai pulpen, nota penginapan dicocokkan dengan menelepon nomor yang dicari sendiri dan bukan nomor yang tercetak di nota, serta hasil setiap perjalanan dibacakan lima menit pada apel Senin oleh orang yang katanya berangkat. Cara terakhir tidak memerlukan biaya sepeser pun. Sulit sekali bercerita tentang ombak kepada teman sekantor kalau kita tidak pernah melihatnya.

Siapkah saya memberi keterangan? Lewat halaman ini, siap. Bertatap muka, belum. Mohon beri waktu.`;
