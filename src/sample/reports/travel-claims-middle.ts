/** The second third of the long chronology: from May to July. */
export const chronologyMiddle = `BAGIAN KEEMPAT: MEI, PERJALANAN YANG DIPERTANGGUNGJAWABKAN DUA KALI

Bulan Mei adalah bulan yang paling banyak buktinya, jadi bagian ini agak panjang. Mohon maaf.

Pada tanggal 6 Mei ada sosialisasi di Pulau Sembilang. Kegiatan ini nyata. Pesertanya sekitar empat puluh orang, bertempat di gedung serbaguna desa, spanduknya biru. Yang berangkat dari kantor tujuh orang, dan mereka pulang tanggal 7 dengan kapal sore. Kegiatan itu dibiayai dari pos sosialisasi, lengkap, dan menurut saya wajar.

Dua minggu kemudian saya melihat map lain dengan judul “Pengawasan Tahapan di Pulau Sembilang”, tanggal 11 sampai 13 Mei, tujuh orang yang sama. Foto dokumentasinya adalah foto dari sosialisasi tanggal 6 itu. Spanduk birunya dipotong dari gambar, tetapi pada salah satu foto masih terlihat ujungnya di sebelah kiri, dan seorang peserta memakai baju dengan angka sembilan besar di punggung, sama persis seperti pada foto sosialisasi. Pada tanggal 12 Mei, satu dari tujuh orang itu sedang menjalani operasi gigi di kota. Saya tahu karena ia membagikan foto pipinya yang bengkak di grup.

Surat tugas untuk map kedua itu bernomor. Namun ketika saya kebetulan membuka buku agenda surat keluar untuk mencari nomor surat lain, nomor yang sama ternyata sudah dipakai untuk undangan rapat koordinasi. Artinya ada dua surat dengan satu nomor. Buku agenda kami ada dua jilid; jilid pertama penuh pada bulan April dan jilid kedua dimulai bulan Mei. Pada jilid kedua, di beberapa halaman, nomor surat tugas tidak ditulis dengan pulpen seperti biasanya, melainkan dengan pensil.

Ada lagi. Laporan perjalanan untuk map kedua menyebut wawancara dengan seorang kepala dusun. Kepala dusun itu, yang saya kenal sedikit karena pernah satu kapal, sudah meninggal pada bulan Januari. Saya membaca kalimatnya berulang-ulang karena mengira salah nama. Tidak salah. Nama lengkap, nama dusun, bahkan pujian atas “sambutan hangat beliau”.

Pada minggu terakhir Mei uang hariannya masuk. Hari berikutnya, setelah jam kerja, satu per satu orang masuk ke ruang fotokopi. Di sana ada kotak bekas biskuit bergambar keluarga, dan di dalamnya amplop-amplop dengan inisial. Saya melihat kotak itu terbuka ketika hendak mengambil kertas. Pak Lurus ada di sana, memegang daftar. Ia tidak terkejut. Ia hanya berkata, “pas sekali, kamu belum, ya?”

Saya menyetor. Saya mengakuinya di sini karena laporan ini harus jujur. Jumlahnya tidak besar, tetapi saya menyetor, dan sesudahnya saya tidak bisa tidur. Kalau karena itu saya ikut bersalah, saya siap mempertanggungjawabkannya, asalkan ceritanya diperiksa seluruhnya dan bukan hanya bagian saya.

BAGIAN KELIMA: KE MANA UANGNYA

Pertanyaan yang paling sering saya pikirkan adalah ke mana uang itu pergi. Sebagian memang kelihatan hasilnya. Atap gudang diperbaiki pada bulan Februari. Pada bulan April pagar samping dicat. Pendingin ruangan rapat yang mati sejak tahun lalu diganti pada bulan Mei, dan setahu saya tidak ada pengadaan untuk itu; barangnya datang hari Sabtu dengan mobil bak terbuka.

Ada juga yang menyangkut tamu. Kalau ada kunjungan dari luar, makan siangnya bukan lagi nasi kotak, melainkan di rumah makan apung dekat pelabuhan. Sekali makan bisa belasan orang. Notanya tidak pernah masuk ke map mana pun. Pada suatu kunjungan di bulan Juni tamunya pulang membawa kotak-kotak stirofoam berisi kepiting, dua kotak setiap orang, dan sopir kantor yang mengangkatnya ke mobil.

Lalu ada bagian yang tidak bisa dijelaskan sebagai kebutuhan kantor. Pada bulan Juni, Pak Lurus memakai motor baru. Tentu saja orang boleh membeli motor. Akan tetapi ia sendiri pernah berkelakar di dapur bahwa motor itu “dibelikan Camar”. Saya mendengarnya, dua orang lain juga mendengarnya, dan kami tertawa karena tidak tahu harus berbuat apa.

Pemilik Penginapan Camar Contoh, menurut cerita seorang keponakannya yang bekerja di warung sebelah, mendapat sepuluh persen dari setiap nota. Ini hanya yang saya dengar dari tangan kedua, jadi mohon ditimbang demikian. Yang saya lihat sendiri: pada bulan Juli penginapan itu membangun empat kamar tambahan, padahal sepanjang tahun kamarnya lebih sering kosong daripada terisi. Saya pernah menginap di sana pada perjalanan yang sungguhan. Buku tamunya, yang tergeletak di meja depan dan boleh dibaca siapa saja, untuk seluruh bulan itu hanya memuat sembilan nama, dan tidak satu pun dari kantor kami selain rombongan saya.

Buku tamu itu penting. Nota bisa ditulis siapa saja, tetapi buku tamu diisi oleh tamu. Kalau pemeriksa datang ke penginapan dan membandingkan buku tamu dengan nota yang ada di kantor, perbedaannya akan terlihat dalam waktu setengah jam. Saya berharap itu dilakukan tanpa pemberitahuan, karena buku tamu mudah sekali hilang.

Saya juga mencoba menghitung. Saya bukan ahli, jadi hitungan ini kasar. Dari Februari sampai Juli, saya menemukan lima puluh delapan surat tugas yang menurut saya tidak sesuai kenyataan, baik karena tidak berangkat, orangnya ditambah, harinya ditambah, maupun dipertanggungjawabkan dua kali. Rata-rata nilainya, kalau uang harian, penginapan dan transportasi dijumlahkan, sekitar enam juta rupiah untuk setiap surat tugas. Jadi keseluruhannya mungkin sekitar tiga ratus lima puluh juta rupiah dalam enam bulan. Angka ini bisa keliru ke atas atau ke bawah. Jika yang benar hanya setengahnya pun, untuk kantor sekecil kami itu besar sekali. Sebagai pembanding, honor seorang pegawai kontrak setahun penuh tidak sampai sepersepuluhnya.

BAGIAN KEENAM: JUNI, UPAYA MEMPERBAIKI DARI DALAM

Saya tidak langsung menulis laporan ini. Pada pertengahan Juni, beberapa dari kami sepakat menyampaikan persoalan secara baik-baik. Kami memilih cara yang paling sopan: mengusulkan dalam rapat bulanan agar pertanggungjawaban perjalanan dilampiri foto dengan tanggal, dan agar nota penginapan dikonfirmasi lewat telepon. Usul itu disampaikan oleh seseorang yang disegani, saya sebut Pak Imam karena ia memang sering menjadi imam di musala kantor.

Rapatnya tanggal 17 Juni, sehari setelah tahun baru Islam. Pak Imam berbicara lima menit, sangat halus, tanpa menyebut nama siapa pun. Setelah itu hening. Pejabat yang memimpin rapat mengucapkan terima kasih, mengatakan usul itu “akan dikaji”, lalu melanjutkan acara ke pembagian seragam. Tidak ada satu kalimat pun dari usul itu yang masuk notulen. Saya tahu karena notulen rapat itu dibagikan, dan saya membacanya dari awal sampai akhir, dua kali.

Seminggu kemudian Pak Imam dipanggil. Ia tidak pernah menceritakan isi pembicaraannya. Yang kami tahu, sejak hari itu ia salat di rumah, dan ketika ditanya soal usulnya ia hanya berkata bahwa anaknya tahun ini masuk kuliah.

Pernah pula ada yang menyampaikan secara lisan kepada seseorang dari kantor di atas kami, waktu ada pelatihan di luar kota. Jawabannya kurang lebih: buat tertulis, pakai nama, nanti diproses. Orang yang menyampaikan itu kemudian berpikir tentang kata “pakai nama” sepanjang perjalanan pulang, dan ketika kapal merapat ia sudah memutuskan untuk tidak menulis apa-apa. Saya tidak menyalahkannya.

Pada akhir Juni muncul aturan baru yang tidak tertulis: ponsel dikumpulkan di keranjang saat rapat. Alasannya supaya fokus. Sejak itu pula papan jadwal di dekat dapur dihapus setiap Jumat siang, bukan lagi Senin pagi. Mungkin hanya kebetulan. Akan tetapi, saya berhenti memotretnya, dan mulai mengingat saja lalu menulisnya di rumah.

BAGIAN KETUJUH: JULI, TIKET YANG SAMA

Pada bulan Juli saya diminta membantu merapikan map-map karena petugas yang biasa sedang cuti melahirkan. Saya tidak mencari-cari; pekerjaan itu memang diberikan kepada beberapa orang bergantian. Dalam tiga hari merapikan map, saya melihat sendiri apa yang selama ini hanya dibicarakan.

Pertama, tiket kapal. Ada sebelas fotokopi tiket untuk tanggal yang berbeda-beda antara April dan Juli dengan nomor seri yang sama. Bekas lipatannya sama. Pada tiga lembar, ujung potongan kertas penutupnya tidak rapi sehingga terlihat sepotong huruf dari nama sebelumnya. Kapal yang tertulis pada tiket itu, menurut pengumuman di pelabuhan yang dibaca semua orang, masuk galangan sejak pertengahan Mei dan baru berlayar lagi pada bulan Agustus.

Kedua, nota makan. Hampir semuanya dari satu rumah makan di Pulau Teritip. Saya kebetulan tahu rumah makan itu, karena orang-orang yang benar-benar pergi ke Teritip selalu mengeluh tidak ada tempat makan sejak yang satu itu terbakar pada akhir tahun lalu. Notanya masih terus terbit sampai Juli, dengan cap yang warnanya lebih segar daripada sebelum terbakar.

Ketiga, tanda tangan. Pada daftar penerimaan bulan Juni dan Juli, tanda tangan Si Bungsu berubah. Sebelumnya ada garis panjang di bawah namanya; sekarang tidak ada. Saya bertanya dengan hati-hati apakah ia mengubah tanda tangannya. Ia bilang ia tidak menandatangani apa pun sejak Mei.

Keempat, selembar kertas kecil yang terselip, bukan dokumen resmi, hanya sobekan buku tulis. Isinya daftar inisial, angka, dan tanda centang. Di bagian bawah ada tiga baris: “gedung”, “tamu”, dan “L”. Angka di samping huruf L lebih besar daripada dua baris di atasnya dijumlahkan. Kertas itu saya kembalikan ke tempatnya. Saya tidak mengambilnya dan tidak memotretnya, karena waktu itu saya takut. Sekarang saya menyesal sekaligus lega, dan saya tahu itu aneh.`;
