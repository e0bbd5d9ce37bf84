/** Turkish: see the English file of the same name. */

import type { Translation } from "../catalogue";
import type { buyer as english } from "../en/buyer";

export const buyer: Translation<typeof english> = {
  "buyer.title": "Satın aldığınız",
  "buyer.from": "Satıcı: {seller}",
  "buyer.at": "Satın alma: {when}",
  "buyer.scripts": "TradingView'de şunlara erişim verir",
  "buyer.ask.title": "TradingView'de kimsiniz?",
  "buyer.ask.body": "TradingView kullanıcı adınızı yazın; erişim bir dakika içinde verilir.",
  "buyer.ask.wrong": "TradingView'de “{username}” adlı bir kullanıcı yok. Adınızı profilinizde yazdığı gibi girin.",
  "buyer.username": "TradingView kullanıcı adı",
  "buyer.username.hint": "Profilinizdeki gibi: tradingview.com → resminiz → adınız. E-posta adresiniz değil.",
  "buyer.submit": "Erişim al",
  "buyer.working.title": "Erişim veriliyor",
  "buyer.working.body": "{username} bir dakika içinde erişim alır. Bu sayfa kendiliğinden yenilenir.",
  "buyer.done.title": "Erişim verildi",
  "buyer.done.body":
    "{username} erişime sahip. TradingView grafiğinde Göstergeler → Yalnızca davetle scriptler bölümünü açın; sayfa açıksa yenileyin.",
  "buyer.failed.title": "Erişim verilemedi",
  "buyer.failed.body": "Satıcı da bunu görür ve yeniden deneyebilir. Uzun sürerse ona yazın.",
  "buyer.waiting.title": "Önce satıcının bir şeyi bitirmesi gerekiyor",
  "buyer.waiting.body": "Satın almanız ulaştı; satıcı ürünü ayarlar ayarlamaz işleme alınacak.",
  "buyer.ignored.title": "Yapılacak bir şey yok",
  "buyer.ignored.body": "Bu satın alma iade veya iptal edildi. Yanlış olduğunu düşünüyorsanız satıcıya sorun.",
  "buyer.until": "Bu bağlantı {when} tarihine kadar geçerli.",
  "buyer.used": "Kullanıcı adı burada artık değiştirilemez: erişim veriliyor veya verildi.",
  "buyer.expired.title": "Bu bağlantının süresi dolmuş",
  "buyer.expired.body": "Satıcıdan yenisini isteyin. Satın almanız kaybolmadı.",
  "buyer.invalid.title": "Bu bağlantı çalışmıyor",
  "buyer.invalid.body": "Yolda kesilmiş olabilir: postadan yeniden açın veya satıcıdan yenisini isteyin.",
};
