/** Turkish: see the English file of the same name. */

import type { Translation } from "../catalogue";
import type { connection as english } from "../en/connection";

export const connection: Translation<typeof english> = {
  "access.title": "Script erişimi",
  "access.tab.grants": "Erişimler",
  "access.tab.jobs": "Toplu işler",
  "access.tab.reconcile": "Karşılaştırma",
  "access.tab.scripts": "Scriptler",
  "access.tab.sales": "Satışlar",
  "access.tab.events": "Olaylar",
  "access.tab.connection": "Bağlantı",
  "access.tab.olderApi": "Eski API",
  "access.notice.none": "TradingView'e bağlı değilsiniz: hiçbir şey verilemez veya okunamaz.",
  "access.notice.dead":
    "TradingView çerezlerinizi artık kabul etmiyor. Her şey bekliyor ve yeniden bağlandığınızda kendiliğinden sürecek.",
  "access.notice.warning": {
    one: "Çerezleriniz {count} günlük. Bunlar hâlâ çalışırken yenileriyle yeniden bağlanın.",
    other: "Çerezleriniz {count} günlük. Bunlar hâlâ çalışırken yenileriyle yeniden bağlanın.",
  },
  "access.notice.connect": "Bağlan",
  "access.notice.reconnect": "Yeniden bağlan",

  "connect.title": "TradingView hesabınızı bağlayın",
  "connect.body":
    "pinewire, davetle paylaşılan scriptlerinize erişimi sizin oturumunuzla verir, uzatır ve bitirir; elle yapacağınız gibi.",
  "connect.again.title": "Yeniden bağlan",
  "connect.again.body": "Aynı hesabın yeni çerezlerini verin. Scriptler, erişimler ve geçmiş kalır, bekleyenler sürer.",
  "connect.before": "{username} olarak bağlıydınız. Kaldığınız yerden sürmek için aynı hesabı yeniden bağlayın.",
  "connect.way": "Bağlanma yolu",
  "connect.way.cookies": "Çerezler",
  "connect.way.password": "Ad ve parola",
  "connect.cookies.tip":
    "En iyisi, oturumu kapatmadan kapattığınız bir gizli pencere: oturumu kapatmak oturumu ve çerezleri sona erdirir.",
  "connect.test": "Çerezleri dene",
  "connect.test.ok": "Bu çerezler çalışıyor. Sahibi: {username}.",
  "connect.test.plan": "Plan: {plan}.",
  "connect.submit": "Kabul et ve bağlan",
  "connect.done": "TradingView'e bağlandı",
  "connect.password.body":
    "Bir kez oturum açılır; parola saklanmaz ve kaydedilmez. TradingView sık sık yalnızca sizin çözebileceğiniz bir captcha ister: o zaman çerezleri kullanın.",
  "connect.username": "TradingView kullanıcı adı veya e-posta adresi",
  "connect.password": "TradingView parolası",
  "connect.code": "Doğrulama uygulamanızın kodu",
  "connect.code.hint": "Bu hesapta iki adımlı doğrulama var: geçerli kodu girin.",
  "connect.captcha":
    "TradingView yalnızca bir insanın çözebileceği bir captcha istiyor. Tarayıcınızda tradingview.com'da oturum açın ve iki çerezle bağlanın.",
  "connect.captcha.action": "Çerezleri kullan",

  "consent.title": "Neyi kabul ediyorsunuz",
  "consent.1":
    "pinewire adınızı, resminizi, planınızı, jetonlarınızı, scriptlerinizi ve kimlerin erişimi olduğunu okur.",
  "consent.2": "Siz, kurallarınız veya mağazanız istediğinde erişim ekler, değiştirir ve kaldırır.",
  "consent.3": "Çerezler şifreli saklanır ve bağlantıyı kestiğinizde silinir; parola hiç saklanmaz.",
  "consent.4":
    "TradingView bunun için resmi bir arayüz sunmaz. Koşulları otomatik kullanımı kısıtlar; hesabınızı sınırlayabilir veya kapatabilir.",
  "consent.text": "Metin (İngilizce), sürüm {version}",
  "consent.agree": "Okudum ve kabul ediyorum",

  "connection.status.connected": "Bağlı",
  "connection.status.warning": "Çerezler eskiyor",
  "connection.status.dead": "Çerezler geçersiz",
  "connection.status.disconnected": "Bağlantı kesildi",
  "connection.renew": "Yeniden bağlan",
  "connection.disconnect": "Bağlantıyı kes",
  "connection.disconnect.title": "TradingView bağlantısı kesilsin mi?",
  "connection.disconnect.body":
    "Çerezler hemen silinir. Alıcılarınızın erişimi TradingView'de olduğu gibi kalır; scriptleriniz, erişimler ve geçmiş kayıtlı kalır. Yeniden bağlanana kadar yeni bir şey verilmez.",
  "connection.disconnect.done": "Bağlantı kesildi; çerezler silindi",
  "connection.plan": "Plan",
  "connection.coins": "Jetonlar",
  "connection.partner": "Ortaklık bakiyesi",
  "connection.age": "Çerezlerin yaşı",
  "connection.age.days": { one: "{count} gün", other: "{count} gün" },
  "connection.checked": "Son doğrulama",
  "connection.next": "Sonraki denetim",
  "connection.since": "Bağlantı tarihi",
  "connection.consent": "Onay",
  "connection.consent.given": "sürüm {version}, {when}",
  "connection.warning.dead":
    "TradingView çerezlerinizi artık kabul etmiyor. Yeniden bağlanın; bekleyen işler kendiliğinden sürer.",
  "connection.warning.old": {
    one: "Çerezleriniz {count} günlük. TradingView oturumları birkaç hafta sonra bitirir: bunlar hâlâ çalışırken yenileriyle bağlanın.",
    other:
      "Çerezleriniz {count} günlük. TradingView oturumları birkaç hafta sonra bitirir: bunlar hâlâ çalışırken yenileriyle bağlanın.",
  },
  "connection.warning.failing": "Son denetim bir sonuç vermedi. {reason}",
  "connection.warning.consent": "Kabul ettiğiniz metnin yeni bir sürümü var. Okuyun ve yeniden bağlanın.",

  "health.title": "Bağlantının durumu",
  "health.body": "Her yarım saatte denetlenir. Sayılar son yedi günündür; denetimler 90 gün saklanır.",
  "health.empty": "Henüz denetim yok",
  "health.checks": "Denetim",
  "health.healthy": "Sağlıklı",
  "health.average": "Ortalama yanıt",
  "health.slowest": "En yavaş yanıt",
  "health.ms": "{ms} ms",
  "health.at": "Ne zaman",
  "health.result": "Sonuç",
  "health.ok": "Çalışıyor",
  "health.cause": "Neden",
  "health.cause.connect": "Bağlanırken",
  "health.cause.schedule": "Düzenli denetim",
  "health.cause.request": "Bir istek reddedildi",
  "health.http": "HTTP",
  "health.latency": "Gecikme",

  "failure.user_not_found": "TradingView'de bu adda bir kullanıcı yok. Alıcıdan tam kullanıcı adını isteyin.",
  "failure.script_not_found":
    "TradingView bu scriptin paylaşılmasına izin vermiyor. Scriptlerinizi eşitleyin ve davetle paylaşıldığını denetleyin.",
  "failure.refused": "TradingView isteği reddetti. Scriptin TradingView'deki ayarlarını denetleyin.",
  "failure.no_access": "Kullanıcının bu scripte erişimi yok, değiştirilecek bir şey de yok.",
  "failure.trial_used": "Kullanıcının bu scripte erişimi var veya vardı; deneme verilmez.",
  "failure.expiry_too_late": "Erişim 9999 yılından sonra biterdi. Daha kısa bir süre veya ömür boyu seçin.",
  "failure.session_dead": "TradingView çerezlerinizi artık kabul etmiyor. Yeniden bağlanın; iş kendiliğinden sürer.",
  "failure.rate_limited": "TradingView şimdilik daha fazla istek almıyor. Kendiliğinden yeniden denenir.",
  "failure.unavailable": "TradingView hata verdi. Kendiliğinden yeniden denenir.",
  "failure.no_answer": "TradingView yanıt vermedi. Yeniden denenmeden önce sonuç aranır.",
  "failure.not_sent": "TradingView'e ulaşılamadı. Kendiliğinden yeniden denenir.",
  "failure.unexpected_answer": "TradingView'in yanıtı anlaşılamadı. Yeniden denenmeden önce sonuç aranır.",
  "failure.endpoint_gone": "TradingView bu işlevi bilinen adreste artık sunmuyor. Desteğe başvurun.",
  "failure.short.user_not_found": "Bilinmeyen kullanıcı",
  "failure.short.script_not_found": "Script paylaşılamıyor",
  "failure.short.refused": "Reddedildi",
  "failure.short.no_access": "Erişim yok",
  "failure.short.trial_used": "Deneme kullanılmış",
  "failure.short.expiry_too_late": "Bitiş çok geç",
  "failure.short.session_dead": "Çerezler geçersiz",
  "failure.short.rate_limited": "İstek sınırı",
  "failure.short.unavailable": "TradingView hatası",
  "failure.short.no_answer": "Yanıt yok",
  "failure.short.not_sent": "Ulaşılamadı",
  "failure.short.unexpected_answer": "Beklenmeyen yanıt",
  "failure.short.endpoint_gone": "Adres kalkmış",

  "refusal.cookies_rejected":
    "TradingView bu çerezleri kabul etmiyor. tradingview.com'da oturum açın ve ikisini de yeniden kopyalayın; sonra oturumu kapatmayın.",
  "refusal.captcha_required":
    "TradingView yalnızca sizin çözebileceğiniz bir captcha istiyor. tradingview.com'da oturum açın ve çerezlerle bağlanın.",
  "refusal.two_factor_required": "Bu hesapta iki adımlı doğrulama var. Geçerli kodu girin.",
  "refusal.tradingview_credentials_rejected":
    "TradingView bu kullanıcı adını, parolayı veya kodu kabul etmiyor. Denetleyin veya çerezlerle bağlanın.",
  "refusal.tradingview_account_taken":
    "Bu TradingView hesabı başka bir pinewire hesabına bağlı. Önce oradaki bağlantıyı kesin.",
  "refusal.tradingview_unavailable":
    "TradingView'e şu anda sorulamadı. Hiçbir şey değişmedi; bir dakika sonra yeniden deneyin.",
  "refusal.not_connected": "TradingView'e bağlı değilsiniz. Önce bağlanın.",
  "refusal.connection_dead": "TradingView çerezlerinizi artık kabul etmiyor. Önce yeniden bağlanın.",
  "refusal.link_expired": "Bu bağlantının süresi dolmuş. Satıcıdan yenisini isteyin.",
};
