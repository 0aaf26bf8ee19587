/** The first third of the long chronology: how it works, and the months until April. */
export const chronologyBeginning = `KRONOLOGI PERJALANAN DINAS YANG TIDAK PERNAH DILAKUKAN

Sebelum mulai, saya ingin menjelaskan cara saya menulis laporan ini. Saya menuliskannya sedikit demi sedikit selama kira-kira tiga minggu, pada malam hari, di komputer yang bukan milik kantor. Nama orang saya ganti dengan sebutan, karena saya tidak ingin ada yang dihakimi sebelum diperiksa. Kalau nanti petugas memerlukan nama yang sebenarnya, sebagian besar dapat dibaca sendiri pada surat tugas dan daftar penerimaan. Tanggal saya tulis seteliti yang saya ingat; yang tidak saya ingat saya katakan tidak ingat. Saya juga membedakan antara yang saya lihat, yang saya dengar, dan yang saya simpulkan sendiri, supaya yang membaca tidak salah menimbang.

Saya bukan orang yang suka mengadu. Kantor kami kecil, semua orang saling mengenal, anak-anak kami bersekolah di tempat yang sama. Justru karena itulah persoalan ini terlalu lama dibiarkan. Setiap orang menunggu orang lain yang berbicara, dan orang lain itu tidak pernah ada.

BAGIAN PERTAMA: BAGAIMANA CARANYA

Supaya kejadian per bulan mudah diikuti, saya jelaskan dulu polanya. Perjalanan dinas ke pulau dan kecamatan dibiayai dari tiga pos: uang harian, penginapan, dan transportasi. Uang harian dibayar sesuai jumlah hari pada surat tugas. Penginapan dan transportasi dibayar sesuai bukti. Di atas kertas aturannya jelas, dan selama beberapa tahun memang dijalankan begitu.

Sejak Februari 2026 ada kebiasaan baru. Seseorang yang di sini saya sebut Pak Lurus, karena ia selalu berkata “kita lurus-lurus saja”, mengumpulkan permintaan surat tugas dari semua bagian. Ia bukan pejabat yang berwenang, tetapi semua surat tugas melewati mejanya. Ia yang menentukan siapa pergi ke mana, dan ia pula yang mengumpulkan bukti pengeluaran setelahnya. Orang yang namanya ada pada surat tugas kadang baru tahu ketika diminta tanda tangan di daftar penerimaan.

Ada empat jenis kejadian. Jenis pertama, perjalanannya benar-benar terjadi, tetapi jumlah orang atau jumlah harinya ditambah. Jenis kedua, perjalanannya terjadi, tetapi dilakukan oleh orang lain yang tidak ada pada surat tugas, biasanya karena lebih dekat rumahnya dengan tujuan. Jenis ketiga, perjalanannya tidak terjadi sama sekali. Jenis keempat adalah yang paling rapi: perjalanannya terjadi satu kali, tetapi dipertanggungjawabkan dua kali, sekali lewat kegiatan pengawasan dan sekali lagi lewat kegiatan sosialisasi, dengan tanggal yang digeser beberapa hari.

Bukti penginapan hampir semuanya berasal dari satu tempat, yang saya sebut Penginapan Camar Contoh. Penginapan itu memang ada. Kamarnya delapan. Pemiliknya menyerahkan satu buku nota kosong yang sudah dicap, dan buku itu disimpan di laci meja Pak Lurus. Saya melihat buku itu dengan mata sendiri dua kali. Tulisan tangan pada nota-nota itu bukan tulisan pemilik penginapan; siapa pun yang biasa membaca memo di kantor kami akan mengenali huruf “g” yang ekornya melingkar ke kiri.

Bukti transportasi berupa tiket kapal. Tiket kapal ke pulau dicetak di kertas termal dan cepat pudar, sehingga kantor membolehkan fotokopinya saja. Kelonggaran ini yang dipakai. Satu tiket asli difotokopi berkali-kali, lalu nama dan tanggalnya ditutup dengan potongan kertas kecil sebelum difotokopi lagi. Kalau diletakkan berdampingan, terlihat nomor serinya sama, dan ada bekas lipatan di sudut kanan yang juga sama.

Uang hariannya ditransfer ke rekening masing-masing pegawai, sehingga dari sisi bank semuanya tampak benar. Setelah itu barulah bagian yang tidak tampak: pegawai diminta mengembalikan sebagian secara tunai. Istilahnya “setor balik”. Besarnya dua pertiga kalau tidak berangkat, sepertiga kalau berangkat tetapi harinya ditambah. Yang menolak tidak dimarahi. Ia hanya tidak pernah lagi mendapat surat tugas, termasuk yang sungguhan, padahal perjalanan ke pulau itu satu-satunya tambahan penghasilan bagi pegawai kontrak.

BAGIAN KEDUA: FEBRUARI DAN MARET

Awal Februari, tanggal pastinya saya tidak ingat tetapi hari itu hari Senin karena ada apel, kami diberi tahu bahwa anggaran pemeliharaan gedung tidak cukup dan “perlu gotong royong”. Atap gudang bocor, itu benar. Kami mengira gotong royong artinya kerja bakti. Ternyata maksudnya adalah menyisihkan uang perjalanan. Waktu itu belum ada yang menganggapnya masalah besar, sebab atap gudang memang diperbaiki, dan jumlah yang diminta kecil.

Pertengahan Februari keluar surat tugas pertama yang ganjil: enam orang ke Pulau Sembilang selama empat hari untuk pemantauan. Yang berangkat tiga orang, pulang pada hari kedua karena cuaca. Saya tahu karena pada hari ketiga saya bertemu dua di antaranya di kantor, dan salah satunya masih bercerita tentang ombak. Daftar penerimaan tetap enam orang, empat hari. Tiga orang yang tidak berangkat menandatangani karena dikatakan “ini untuk atap tadi”.

Yang membuat saya mulai mencatat adalah kejadian pada minggu keempat Februari. Seorang pegawai kontrak, saya sebut Si Bungsu karena paling muda, mendapat surat tugas ke Kecamatan Lembayung tepat pada hari ia menikah. Kami semua hadir di pernikahannya. Ada fotonya, ada undangannya, bahkan Pak Lurus memberi sambutan. Dua minggu kemudian, dalam map pertanggungjawaban, ada laporan perjalanan lengkap atas nama Si Bungsu untuk hari itu, dengan hasil wawancara tokoh masyarakat, dengan nota makan siang. Si Bungsu sendiri tertawa ketika melihatnya, kemudian diam lama sekali.

Saya tanya apakah ia menerima uangnya. Ia bilang menerima, lalu mengembalikan semuanya, karena tidak enak mengambil bagian dari hari pernikahannya sendiri. “Anggap saja kado untuk kantor,” katanya. Kalimat itu sampai sekarang masih teringat.

Memasuki Maret, jumlah surat tugas naik. Dari catatan yang saya susun kembali dengan melihat papan jadwal, dalam bulan Maret ada dua puluh tiga surat tugas. Papan jadwal itu papan tulis biasa di dekat dapur; siapa pun bisa melihatnya, dan saya memang memotretnya setiap Jumat sore sejak pertengahan Februari, awalnya hanya supaya tidak lupa giliran piket. Dari dua puluh tiga surat tugas itu, yang menurut papan jadwal dan ingatan saya benar-benar berangkat hanya sebelas.

Minggu ketiga Maret kantor tutup untuk Nyepi dan Idulfitri. Libur panjang, kapal penuh pemudik, tiket habis sejak awal bulan. Anehnya, ada surat tugas bertanggal di tengah-tengah libur itu, ke Pulau Teritip, lima orang, tiga hari. Ketika saya tanyakan secara bergurau kepada yang namanya tercantum, ia menjawab bahwa ia berada di kampung halamannya di provinsi lain dan tidak tahu apa-apa. Ia lalu bertanya balik dengan suara pelan, apakah namanya sering dipakai. Saya tidak bisa menjawab.

Saya ingin adil. Pada bulan Maret juga ada perjalanan yang berat dan sungguh-sungguh dilakukan. Tim ke Pulau Teritip pada awal bulan menginap di balai desa karena penginapan tidak ada, makan seadanya, dan pulang dengan laporan yang bagus. Justru merekalah yang uang penginapannya tidak dibayar, karena tidak punya nota. Sementara yang tidak pergi punya nota lengkap. Bagi saya itu hal yang paling tidak adil dalam seluruh cerita ini.

BAGIAN KETIGA: APRIL, PERTANYAAN PERTAMA

Pada bulan April datang petugas yang memeriksa kelengkapan dokumen. Saya tidak tahu persis dari mana, kabarnya pemeriksaan rutin. Dua hari sebelum kedatangannya, meja-meja penuh map. Orang diminta menandatangani laporan perjalanan yang belum pernah dibaca. Saya melihat satu orang menandatangani sebelas laporan dalam waktu yang tidak lebih lama daripada merebus mi instan.

Pada pemeriksaan itu sebenarnya ada satu pertanyaan yang tepat. Petugas yang lebih muda bertanya mengapa nota Penginapan Camar Contoh bernomor urut, padahal tanggalnya melompat-lompat. Nomor 0141 bertanggal 3 Maret, nomor 0142 bertanggal 17 Februari, nomor 0143 bertanggal 11 Maret. Kalau buku nota itu berada di penginapan dan diisi saat tamu datang, urutannya pasti maju. Pak Lurus menjawab bahwa pemilik penginapan sudah tua dan mengambil lembaran dari tengah buku. Petugas itu mengangguk, mencatat, dan setelah makan siang pertanyaannya tidak muncul lagi.

Saya tidak mengatakan petugas itu disuap. Saya tidak melihat apa-apa dan tidak mau mengarang. Yang saya lihat hanyalah bahwa setelah itu buku nota diganti. Buku yang baru tidak punya nomor urut.

Pada akhir April, untuk pertama kalinya, seseorang berkata tidak. Ia pegawai senior, saya sebut Bu Teliti. Ia diminta menandatangani daftar penerimaan untuk perjalanan ke Lembayung yang tidak ia lakukan. Ia mengatakan, di depan beberapa orang, bahwa ia bersedia membantu kantor dengan uang sendiri kalau memang perlu, tetapi tidak bersedia menandatangani sesuatu yang tidak benar. Tidak ada yang membentaknya. Pak Lurus bahkan tersenyum dan berkata, “tidak apa-apa, Bu, nanti saya carikan yang lain”.

Minggu berikutnya pekerjaan Bu Teliti dipindahkan ke ruang arsip di belakang. Tidak ada surat pemindahan. Mejanya diangkat pada hari Minggu, dan pada hari Senin ia menemukan kursinya di samping lemari besi yang kuncinya sudah lama hilang. Sejak itu tidak pernah ada orang lain yang berkata tidak dengan suara yang bisa didengar.`;
