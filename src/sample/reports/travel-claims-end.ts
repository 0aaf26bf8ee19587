/** The last third of the long chronology: from August to October, what is asked, and what is feared. */
export const chronologyEnd = `BAGIAN KEDELAPAN: AGUSTUS, SETELAH PERAYAAN

Perayaan kemerdekaan tahun ini meriah. Ada lomba, ada panggung, ada hadiah kulkas. Kepanitiaannya resmi, tetapi dananya menurut pengumuman berasal dari “partisipasi keluarga besar”. Keluarga besar yang dimaksud adalah kami. Pada daftar perjalanan dinas bulan Agustus ada sembilan surat tugas bertanggal 18 sampai 21 Agustus, tepat setelah perayaan, ketika hampir seluruh kantor masih membongkar panggung dan mengembalikan kursi sewaan. Orang yang namanya tercantum pada surat tugas ke Lembayung tanggal 19 adalah orang yang pada hari itu jatuh dari tangga ketika menurunkan umbul-umbul. Ia dibawa ke puskesmas. Ada rekam medisnya, ada saksinya, dan ada surat tugasnya.

Setelah Agustus pola setorannya berubah. Mungkin ada yang memberi tahu bahwa kotak biskuit terlalu mencolok. Sekarang uang tidak lagi dikumpulkan di kantor. Pegawai diminta “membeli pulsa” di sebuah konter dekat pasar dengan nominal tertentu, dan pemilik konter mencatat inisialnya. Saya tidak tahu apakah pemilik konter mengerti untuk apa. Ia orang baik, dan konternya ramai oleh siapa saja. Saya hanya menyebutnya karena bila alur uang diperiksa, di situlah simpulnya sekarang.

Pada bulan yang sama ada satu perjalanan yang ingin saya catat sebagai contoh kebaikan, supaya laporan ini tidak hanya berisi keburukan. Ketika ada banjir rob di Pulau Teritip dan gudang logistik terancam, empat orang berangkat malam-malam tanpa surat tugas, memakai perahu nelayan, dan memindahkan kotak-kotak ke balai desa sampai pagi. Tidak seorang pun dari mereka mendapat uang harian. Ketika diusulkan agar perjalanan itu diganti, jawabannya, “tidak ada bukti”. Perjalanan yang benar tidak punya bukti, sedangkan perjalanan yang tidak ada punya bukti lengkap. Saya kira tidak ada kalimat lain yang lebih tepat untuk menggambarkan keadaan kami.

BAGIAN KESEMBILAN: SEPTEMBER, DUA DAFTAR

Awal September beredar kabar akan ada pemeriksaan yang lebih serius. Persiapannya berbeda dari bulan April. Bukan lagi menandatangani laporan, melainkan membuat daftar baru. Semua daftar penerimaan dari Februari sampai Juli dibuat ulang dengan angka yang lebih kecil, supaya jumlah hari per orang dalam satu bulan tidak melebihi jumlah hari kerja. Rupanya ada yang menghitung, dan menemukan bahwa menurut daftar lama satu orang pernah melakukan perjalanan dinas selama dua puluh sembilan hari dalam bulan yang mempunyai dua puluh hari kerja.

Kami diminta menandatangani daftar yang baru. Yang lama katanya dimusnahkan. Saya tidak melihat pemusnahannya. Yang saya lihat adalah dua kantong plastik hitam besar di dekat pintu belakang pada suatu sore, dan seorang petugas kebersihan yang bertanya apakah kertas sebanyak itu boleh dijual kiloan. Ia dijawab tidak boleh, harus dibakar. Besoknya ada bekas bakaran di tanah kosong di belakang musala. Sebagian kertas tidak habis terbakar karena hujan. Saya tidak memungutnya.

Daftar lama sebetulnya tidak hilang sama sekali. Angka-angkanya sudah terlanjur dipakai untuk mentransfer uang harian, dan bank menyimpan catatan transfer. Kalau daftar baru dibandingkan dengan mutasi rekening, selisihnya akan kelihatan untuk setiap orang dan setiap bulan. Menurut saya inilah jalan pemeriksaan yang paling aman bagi kami semua, karena tidak seorang pun pegawai perlu ditanyai lebih dahulu. Mutasi rekening tidak takut kepada siapa pun.

Pada minggu kedua September ada yang jatuh sakit. Bukan sakit biasa. Seorang rekan yang namanya paling sering dipakai tiba-tiba tidak sanggup masuk kantor; tangannya gemetar setiap melihat map warna kuning. Dokternya menyarankan istirahat. Di kantor dikatakan bahwa ia kurang iman. Saya menulis ini bukan untuk menambah drama, melainkan karena orang sering mengira korupsi kecil seperti ini tidak ada korbannya. Ada. Korbannya duduk di meja sebelah.

Pada akhir September, Bu Teliti pensiun. Pada acara perpisahan ia diberi kain dan plakat. Dalam sambutannya yang sangat pendek ia mengatakan bahwa selama tiga puluh tahun ia hanya ingin satu hal, yaitu bisa menceritakan pekerjaannya kepada cucunya tanpa ada bagian yang harus dilewati. Orang bertepuk tangan. Saya rasa setengah dari kami mengerti maksudnya, dan setengahnya lagi pura-pura tidak mengerti.

BAGIAN KESEPULUH: OKTOBER, MENGAPA SAYA MENULIS SEKARANG

Ada tiga hal pada bulan Oktober yang membuat saya akhirnya menulis.

Hal pertama, pada tanggal 5 Oktober dibagikan rencana perjalanan untuk sisa tahun. Jumlahnya tujuh puluh empat surat tugas dalam waktu kurang dari tiga bulan. Dengan jumlah pegawai kami, rencana itu hanya mungkin kalau kantor dikosongkan dan semua orang tinggal di atas kapal. Artinya kebiasaan ini tidak akan berhenti dengan sendirinya. Sebaliknya, sisa anggaran akan dihabiskan.

Hal kedua, orang-orang baru. Ada empat pegawai kontrak yang baru masuk pada pertengahan Oktober. Mereka muda, rajin, dan dalam minggu pertama sudah diajari cara menutup tanggal pada tiket sebelum difotokopi, seolah-olah itu bagian dari pekerjaan administrasi. Salah seorang mencatatnya dengan rapi di buku kecil, langkah demi langkah, dengan judul “cara mengerjakan SPJ”. Melihat judul itu saya merasa kami sedang merusak sesuatu yang tidak bisa dibeli kembali.

Hal ketiga, saya membaca halaman bantuan saluran ini, terutama bagian bahwa laporan tidak diteruskan mentah kepada yang dilaporkan. Terus terang, saya masih ragu. Akan tetapi keraguan itu lebih ringan daripada diam.

BAGIAN KESEBELAS: APA YANG SAYA MINTA

Saya tidak meminta siapa pun dipenjara. Itu bukan urusan saya dan saya tidak mengerti hukumnya. Yang saya minta adalah sebagai berikut.

Satu, mohon surat tugas yang belum dilaksanakan sampai akhir tahun ditahan dulu dan diperiksa kewajarannya. Dengan begitu kerugian tidak bertambah sambil menunggu pemeriksaan.

Dua, mohon bandingkan nota Penginapan Camar Contoh dengan buku tamunya, tanpa pemberitahuan. Buku tamu tahun ini bersampul hijau, ukurannya besar, dan biasanya ada di meja depan di bawah kalender.

Tiga, mohon bandingkan tiket kapal dengan daftar penumpang di syahbandar. Setiap kapal yang berangkat mempunyai daftar penumpang, dan daftar itu tidak berada di tangan kantor kami.

Empat, mohon bandingkan daftar penerimaan yang baru dengan mutasi rekening, bukan dengan ingatan pegawai.

Lima, mohon periksa buku agenda surat keluar jilid kedua, khususnya nomor yang ditulis dengan pensil.

Enam, mohon agar pegawai kontrak tidak dijadikan tumbal. Kalau ada yang dimintai keterangan, mohon mulai dari yang menyuruh dan yang menandatangani, bukan dari yang disuruh. Sebagian besar dari kami menyetor karena takut tidak diperpanjang, dan masa kontrak habis setiap Desember. Pemeriksaan pada bulan Desember akan membuat orang memilih diam.

Tujuh, kalau memungkinkan, mohon perjalanan yang sungguh-sungguh dilakukan pada bulan Maret dan Agustus oleh mereka yang tidak mempunyai nota dibayar sebagaimana mestinya. Ini mungkin di luar kewenangan saluran ini, tetapi saya tidak tahu harus menyampaikannya kepada siapa.

BAGIAN KEDUA BELAS: APA YANG TIDAK SAYA KETAHUI

Supaya yang membaca tidak menyangka saya tahu lebih banyak daripada kenyataannya, saya daftarkan juga yang tidak saya ketahui.

Saya tidak tahu apakah pimpinan mengetahui semuanya. Ada tanda tangan pimpinan pada surat tugas, tetapi surat tugas disodorkan dalam tumpukan, dan orang yang sibuk bisa saja menandatangani tanpa membaca. Mungkin tahu, mungkin tidak. Saya tidak mencentang siapa pun pada pertanyaan tentang jabatan karena tidak yakin, dan saya tidak mau menuduh. Kalau petugas menilai lebih aman laporan ini ditangani di tempat lain, saya setuju.

Saya tidak tahu siapa yang dimaksud dengan huruf L pada sobekan kertas. Tentu semua orang akan menduga Pak Lurus, karena sebutan itu saya sendiri yang memberikan. Tetapi sebutan itu saya pilih sesudah, bukan sebelum, melihat kertasnya, jadi mohon jangan dianggap sebagai petunjuk. Nama aslinya tidak berawalan L.

Saya tidak tahu apakah kebiasaan ini juga ada sebelum Februari. Sebelum itu saya tidak memperhatikan, dan mungkin itu kesalahan saya yang pertama.

Saya tidak tahu apakah pemilik kapal, rumah makan, dan konter pulsa ikut bersalah. Bisa jadi mereka hanya dimintai tolong. Di tempat kami orang sulit menolak permintaan tolong, apalagi dari orang kantor.

Saya juga tidak tahu apa yang akan terjadi setelah tombol kirim saya tekan. Mungkin tidak terjadi apa-apa. Mungkin suatu hari ada orang datang ke penginapan, duduk di meja depan, dan membuka buku bersampul hijau itu pelan-pelan dari halaman Februari. Saya membayangkan adegan itu hampir setiap malam, dan anehnya bayangan itu membuat saya bisa tidur.

PENUTUP

Demikian yang dapat saya sampaikan. Semua yang saya tulis sebagai “saya lihat” bersedia saya ulangi bila kelak keadaan memungkinkan dan ada jaminan keselamatan bagi keluarga. Semua yang saya tulis sebagai “saya dengar” mohon diperiksa dahulu kebenarannya. Lampiran hanya saya pilih yang dapat berasal dari banyak orang: satu foto kuitansi yang pernah beredar di grup, satu rincian biaya, dan satu notulen yang dibagikan kepada semua peserta rapat. Yang lain saya simpan di tempat yang tidak bisa ditemukan, dan tidak akan saya unggah, karena dari situ orang bisa menebak siapa yang menyimpannya.

Saya akan membuka halaman ini seminggu sekali, tidak pada jam kerja dan tidak dari kantor. Kalau pertanyaan petugas lama tidak saya jawab, mohon jangan ditutup dulu; mungkin sinyal di pulau sedang buruk, mungkin saya sedang mengumpulkan keberanian.

Terima kasih kepada siapa pun yang membaca sampai akhir. Untuk sesuatu yang berlangsung sembilan bulan, tulisan ini sebenarnya masih terlalu pendek.`;
