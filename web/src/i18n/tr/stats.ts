/** Turkish: see the English file of the same name. */

import type { Translation } from "../catalogue";
import type { stats as english } from "../en/stats";

export const stats: Translation<typeof english> = {
  "stats.title": "İstatistikler",
  "stats.subtitle": "Sinyallerinizin sonucu. Silinen sinyaller sayılmaz.",
  "stats.empty.title": "Henüz sayılacak bir şey yok",
  "stats.empty.body": "İstatistikler ilk sinyalle başlar, sonuç girdikçe dolar.",
  "stats.winRate": "Kazanma oranı",
  "stats.winRate.of": "{wins} kazanç, {losses} kayıp",
  "stats.profitFactor": "Kâr faktörü",
  "stats.profitFactor.hint": "Brüt kâr bölü brüt zarar",
  "stats.total": "Toplam K/Z",
  "stats.total.parts": "{profit} kazanç, {loss} kayıp",
  "stats.average": "Ortalama K/Z",
  "stats.average.hint": "K/Z'si olan kapanmış sinyal başına",
  "stats.signals": "Sinyaller",
  "stats.signals.parts": "{closed} kapandı, {pending} bekliyor",
  "stats.streak": "Şimdiki seri",
  "stats.streak.win": { one: "{count} kazanç", other: "{count} kazanç" },
  "stats.streak.loss": { one: "{count} kayıp", other: "{count} kayıp" },
  "stats.streak.longest": "En uzun: {wins} kazanç, {losses} kayıp",
  "stats.undefined": "Henüz belli değil",

  "stats.chart.pnl": "Son 90 günün K/Z'si",
  "stats.chart.pnl.series": "Birikimli K/Z",
  "stats.chart.daily": "Günlük sinyaller",
  "stats.chart.daily.series": "Sinyaller",
  "stats.chart.summary": "{label}: {from} tarihinde {first}, {to} tarihinde {last}.",
  "stats.chart.noResults": "Eğriyi görmek için bir sinyalin sonucunu girin.",

  "stats.byTicker": "Sembole göre",
  "stats.byStrategy": "Stratejiye göre",
  "stats.byStrategy.empty": "Henüz strateji adı veren sinyal yok.",
  "stats.column.ticker": "Sembol",
  "stats.column.strategy": "Strateji",
  "stats.column.signals": "Sinyal",
  "stats.column.wins": "Kazanç",
  "stats.column.losses": "Kayıp",
  "stats.column.winRate": "Kazanma oranı",
  "stats.column.profitFactor": "Kâr faktörü",
  "stats.column.pnl": "K/Z",
};
