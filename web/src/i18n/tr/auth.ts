/** Turkish: see the English file of the same name. */

import type { Translation } from "../catalogue";
import type { auth as english } from "../en/auth";

export const auth: Translation<typeof english> = {
  "auth.tagline": "Her TradingView alarmı saklanır: grafiği, sonucu ve kazandırdığıyla.",
  "auth.point.capture": "Size özel bir webhook adresi. Her alarm bir kez saklanır; ne kaybolur ne yinelenir.",
  "auth.point.chart": "Alarm anında grafiğinizin ekran görüntüsü.",
  "auth.point.stats": "Sembol ve stratejiye göre kazanma oranı, kâr faktörü ve seriler.",

  "auth.email": "E-posta adresi",
  "auth.password": "Parola",
  "auth.password.hint": "En az 8 karakter; 15 ve üzeri daha iyidir.",
  "auth.password.show": "Parolayı göster",
  "auth.password.hide": "Parolayı gizle",
  "auth.name": "Ad",
  "auth.name.hint": "Size nasıl seslenelim? Boş bırakabilirsiniz.",

  "auth.signIn.title": "Oturum açın",
  "auth.signIn.submit": "Oturum aç",
  "auth.signIn.none": "Hesabınız yok mu?",
  "auth.signUp.title": "Hesap oluşturun",
  "auth.signUp.submit": "Hesap oluştur",
  "auth.signUp.have": "Zaten hesabınız var mı?",
  "auth.forgot.link": "Parolanızı mı unuttunuz?",
  "auth.forgot.title": "Parolanızı sıfırlayın",
  "auth.forgot.body": "Hesabınızın adresine yeni parola belirleyen bir bağlantı göndeririz.",
  "auth.forgot.submit": "Bağlantıyı gönder",
  "auth.forgot.sent.title": "Gelen kutunuza bakın",
  "auth.forgot.sent.body": "{email} adresinin hesabı varsa bağlantı yolda. Bir kez ve kısa bir süre çalışır.",
  "auth.forgot.back": "Oturum açmaya dön",
  "auth.reset.title": "Yeni bir parola seçin",
  "auth.reset.body": "Ardından tüm oturumlarınız kapanır ve yeni parolayla girersiniz.",
  "auth.reset.submit": "Yeni parolayı kaydet",
  "auth.reset.done": "Parolanız değişti. Onunla oturum açın.",
  "auth.reset.noToken": "Bu bağlantı eksik. E-postadan yeniden açın ya da yenisini isteyin.",
  "auth.signOut": "Oturumu kapat",
  "auth.expired": "Oturumunuz sona erdi. Sürdürmek için yeniden oturum açın.",

  "welcome.title": "Alarmdan sinyale",
  "welcome.body": "Dört adım, yaklaşık iki dakika. İstediğinizde ayrılıp geri dönebilirsiniz.",
  "welcome.progress": "{total} adımdan {done} tamam",
  "welcome.account.title": "Hesabınızı oluşturun",
  "welcome.account.body": "Tamam. Webhook adresiniz de onunla birlikte oluşturuldu.",
  "welcome.url.title": "Webhook adresinizi kopyalayın",
  "welcome.url.body":
    "Bu adrese sahip olan herkes sizin adınıza alarm gönderebilir. Bir kez gösterilir; parola gibi saklayın.",
  "welcome.url.gone": "Adres oluşturulduğunda gösterildi. Saklamadıysanız webhook sayfasında yenisini oluşturun.",
  "welcome.url.go": "Webhook sayfasını aç",
  "welcome.url.done": "Kopyaladım",
  "welcome.alert.title": "TradingView'de bir alarm oluşturun",
  "welcome.alert.body":
    "Grafiğinizde alarm penceresini açın, adresi Bildirimler → Webhook URL alanına, şunu da mesaj olarak yapıştırın:",
  "welcome.wait.title": "İlk alarmın gelişini görün",
  "welcome.wait.waiting": "İlk alarmınız bekleniyor…",
  "welcome.wait.body": "Bu sayfa kendiliğinden fark eder. Piyasalar kapalı mı? Deneme alarmı aynı yoldan geçer.",
  "welcome.wait.seen": "Çalışıyor: {symbol} geldi.",
  "welcome.wait.open": "Sinyali aç",
  "welcome.all": "Tüm sinyallere git",
  "welcome.skip": "Şimdilik geç",
};
