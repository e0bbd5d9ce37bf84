/** Turkish: see the English file of the same name. */

import type { Translation } from "../catalogue";
import type { alerts as english } from "../en/alerts";

export const alerts: Translation<typeof english> = {
  "alerts.title": "Webhook",
  "alerts.subtitle": "TradingView alarmlarınızı buraya gönderir.",
  "alerts.tab.setup": "Kurulum",
  "alerts.tab.rejected": "Reddedilen alarmlar",

  "alerts.status.waiting": "İlk alarmınız bekleniyor",
  "alerts.status.receiving": "Son alarm {when}",
  "alerts.status.disabled": "Kapalı: alarmlar reddediliyor",

  "alerts.url.title": "Webhook adresiniz",
  "alerts.url.label": "Webhook adresi",
  "alerts.url.once":
    "Adresin tamamı yalnızca bu kez gösterilir; okunabilir bir kopyasını saklamayız. Şimdi kopyalayın; bu sekme kapanana kadar hatırlar.",
  "alerts.url.hidden":
    "Adresin tamamı yalnızca oluşturulduğunda gösterilir. Elinizde yoksa yenisini oluşturun; eskisi 24 saat daha çalışır.",
  "alerts.url.made": "Oluşturuldu: {when}",
  "alerts.url.previous": "Önceki adres şu zamana kadar çalışır: {when}.",
  "alerts.rotate": "Yeni adres oluştur",
  "alerts.rotate.title": "Yeni webhook adresi oluşturulsun mu?",
  "alerts.rotate.body":
    "Hemen yeni bir adres alırsınız. Şimdiki adres 24 saat daha çalışır; böylece TradingView alarmlarınızı hiçbirini kaçırmadan tek tek değiştirebilirsiniz. Sonra tamamen durur.",
  "alerts.rotate.confirm": "Yeni adres oluştur",
  "alerts.disable": "Kapat",
  "alerts.disable.title": "Tüm alarmlar reddedilsin mi?",
  "alerts.disable.body":
    "Webhook'u yeniden açana kadar her alarm 401 ile reddedilir. Reddedilenler listelenir ama sinyal oluşturmaz.",
  "alerts.disable.confirm": "Tüm alarmları reddet",
  "alerts.enable": "Aç",
  "alerts.enabled": "Webhook yeniden alarm alıyor",
  "alerts.disabled": "Webhook artık alarmları reddediyor",

  "alerts.message.title": "TradingView'e ne yapıştırılır?",
  "alerts.message.body": "Bunlardan birini alarmın mesaj kutusuna koyun. TradingView yer tutucuları doldurur.",
  "alerts.message.indicator": "Gösterge alarmı",
  "alerts.message.strategy": "Strateji alarmı",
  "alerts.message.pine": "Pine'da alert()",
  "alerts.message.text": "Düz metin",
  "alerts.message.indicator.note": "Bir gösterge, koşul veya fiyat alarmı için.",
  "alerts.message.strategy.note": "Bir strateji alarmı için: tek alarm giriş ve çıkışları kapsar.",
  "alerts.message.pine.note":
    "TradingView alert() çağrılarındaki yer tutucuları doldurmaz; mesajı betik kurar. “Any alert() function call” seçeneğini seçin.",
  "alerts.message.text.note": "JSON yok mu? Böyle bir satır da anlaşılır.",
  "alerts.message.secret": "YOUR_SECRET yerine ayarlardaki gövde sırrını yazın.",
  "alerts.message.copy": "Mesajı kopyala",
  "alerts.steps.1": "Grafiğinizde Alt+A (⌥A) ile alarm oluşturun.",
  "alerts.steps.2": "Bildirimler bölümünde Webhook URL'yi işaretleyip adresinizi yapıştırın.",
  "alerts.steps.3": "Aşağıdaki mesajı mesaj kutusuna yapıştırıp alarmı oluşturun.",
  "alerts.steps.note": "TradingView yalnızca iki adımlı doğrulaması açık hesaplar için webhook gönderir.",

  "alerts.test.title": "Deneme alarmı gönderin",
  "alerts.test.body": "Gerçek alarmla aynı yoldan geçer: saklanır, sayılır, görüntüsü çekilir.",
  "alerts.test.ticker": "Sembol",
  "alerts.test.message": "Mesaj",
  "alerts.test.submit": "Deneme alarmı gönder",
  "alerts.test.sent": "Deneme alarmı {ms} ms içinde ulaştı",
  "alerts.test.open": "Aç",

  "alerts.quota.title": "Bu ay",
  "alerts.quota.used": "{used} / {limit} sinyal",
  "alerts.quota.unlimited": "{used} sinyal, sınırsız",
  "alerts.quota.resets": "Yenilenme: {when}",
  "alerts.quota.label": "Bu ay kullanılan sinyaller",

  "rejected.empty.title": "Reddedilen alarm yok",
  "rejected.empty.body": "Sinyale dönüşemeyen her alarm, nedeni ve gönderilen içerikle burada listelenir.",
  "rejected.body": "Gönderilen içerik",
  "rejected.noBody": "Bu ret için gövde saklanmaz.",
  "rejected.size": "{bytes} bayt",
  "rejected.truncated": "{bytes} baytın ilk 4 KiB'ı",
  "rejected.from": "Gönderen: {ip}",

  "alerts.message.name": "Göstergenizin veya stratejinizin adı",
  "alerts.message.name.placeholder": "Göstergem",
  "notice.cookies": "TradingView çerezlerinizi artık kabul etmiyor; özel grafiklerin görüntüsü çekilemez.",
  "notice.cookies.action": "Yeni çerez gir",
  "notice.quota": "Bu ayın kotası doldu: {when} tarihine kadar yeni alarmlar reddedilir.",
  "notice.disabled": "Webhook kapalı: her alarm reddediliyor.",
  "notice.disabled.action": "Webhook sayfasını aç",
};
