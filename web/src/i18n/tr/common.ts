/** Turkish: see the English file of the same name. */

import type { Translation } from "../catalogue";
import type { common as english } from "../en/common";

export const common: Translation<typeof english> = {
  "app.skip": "İçeriğe geç",
  "app.menu": "Hesap menüsü",
  "app.navigation": "Ana gezinme",
  "app.signedInAs": "Oturum sahibi",
  "app.notFound.title": "Böyle bir sayfa yok",
  "app.notFound.body": "Adres yanlış yazılmış ya da buradaki içerik silinmiş olabilir.",
  "app.notFound.back": "Sinyallerinize gidin",

  "nav.signals": "Sinyaller",
  "nav.alerts": "Webhook",
  "nav.stats": "İstatistikler",
  "nav.access": "Script erişimi",
  "nav.access.short": "Erişim",
  "nav.settings": "Ayarlar",
  "nav.admin": "Operasyon",
  "nav.welcome": "İlk adımlar",
  "nav.docs": "API belgeleri",

  "theme.label": "Tema",
  "theme.system": "Sistem",
  "theme.light": "Açık",
  "theme.dark": "Koyu",
  "language.label": "Dil",
  "language.en": "English",
  "language.es": "Español",
  "language.tr": "Türkçe",

  "palette.open": "Arama ve komutlar",
  "palette.hint": "Ara…",
  "palette.placeholder": "Bir sayfaya gidin, sembol arayın, komut çalıştırın…",
  "palette.empty": "Eşleşen bir şey yok.",
  "palette.rooms": "Git",
  "palette.actions": "Yap",
  "palette.signalsOf": "{ticker} sinyalleri",
  "palette.testAlert": "Deneme alarmı gönder",
  "palette.signOut": "Oturumu kapat",

  "action.save": "Değişiklikleri kaydet",
  "action.cancel": "Vazgeç",
  "action.close": "Kapat",
  "action.copy": "Kopyala",
  "action.copied": "Kopyalandı",
  "action.retry": "Yeniden dene",
  "action.undo": "Geri al",
  "action.delete": "Sil",
  "action.edit": "Düzenle",
  "action.loadMore": "Daha fazla yükle",

  "filter.label": "Filtreler",
  "filter.any": "Hepsi",
  "filter.clear": "Filtreleri kaldır",
  "filter.active": { one: "{count} filtre", other: "{count} filtre" },

  "state.saved": "Kaydedildi",
  "state.none": "Yok",
  "state.unknown": "Bilinmiyor",
  "state.done": "Tamam",
  "state.error": "Bu olmadı",
  "state.loading": "Yükleniyor",

  "error.requestId": "İstek kimliği: {id}",
  "error.unreachable": "Sunucuya ulaşılamadı. Bağlantınızı denetleyip yeniden deneyin.",
  "error.unexpected": "Bu sayfada bir sorun oluştu. Sayfayı yenileyin; yine olursa ne yaptığınızı bize yazın.",
  "error.rate_limited": "Aynı anda çok fazla istek. {seconds} saniye bekleyip yeniden deneyin.",
  "error.account_locked": "Çok fazla başarısız deneme. {seconds} saniye bekleyip yeniden deneyin.",
  "error.invalid_credentials": "E-posta adresi veya parola doğru değil.",
  "error.email_taken": "Bu e-posta adresiyle bir hesap zaten var. Oturum açın.",
  "error.conflict":
    "Bu arada başka bir değişiklik yapıldı. Gördüğünüz en yeni durumdur; değişikliğinizi yeniden yapın.",
  "error.crash.title": "Bu sayfa çalışmayı durdurdu",
  "error.crash.reload": "Sayfayı yenile",
};
