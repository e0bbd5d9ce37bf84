/** Spanish: see the English file of the same name. */

import type { Translation } from "../catalogue";
import type { stats as english } from "../en/stats";

export const stats: Translation<typeof english> = {
  "stats.title": "Estadísticas",
  "stats.subtitle": "Lo que dieron tus señales. Las eliminadas no cuentan.",
  "stats.empty.title": "Aún no hay nada que contar",
  "stats.empty.body": "Las estadísticas empiezan con la primera señal y se llenan al fijar resultados.",
  "stats.winRate": "Tasa de acierto",
  "stats.winRate.of": "{wins} ganadas, {losses} perdidas",
  "stats.profitFactor": "Factor de beneficio",
  "stats.profitFactor.hint": "Ganancia bruta entre pérdida bruta",
  "stats.total": "P&L total",
  "stats.total.parts": "{profit} ganado, {loss} perdido",
  "stats.average": "P&L medio",
  "stats.average.hint": "Por señal cerrada con P&L",
  "stats.signals": "Señales",
  "stats.signals.parts": "{closed} cerradas, {pending} pendientes",
  "stats.streak": "Racha actual",
  "stats.streak.win": { one: "{count} ganada", other: "{count} ganadas" },
  "stats.streak.loss": { one: "{count} perdida", other: "{count} perdidas" },
  "stats.streak.longest": "La más larga: {wins} ganadas, {losses} perdidas",
  "stats.undefined": "Aún no se sabe",

  "stats.chart.pnl": "P&L de los últimos 90 días",
  "stats.chart.pnl.series": "P&L acumulado",
  "stats.chart.daily": "Señales por día",
  "stats.chart.daily.series": "Señales",
  "stats.chart.summary": "{label}: {first} el {from}, {last} el {to}.",
  "stats.chart.noResults": "Fija el resultado de una señal para ver la curva.",

  "stats.byTicker": "Por ticker",
  "stats.byStrategy": "Por estrategia",
  "stats.byStrategy.empty": "Ninguna señal nombra aún una estrategia.",
  "stats.column.ticker": "Ticker",
  "stats.column.strategy": "Estrategia",
  "stats.column.signals": "Señales",
  "stats.column.wins": "Ganadas",
  "stats.column.losses": "Perdidas",
  "stats.column.winRate": "Tasa de acierto",
  "stats.column.profitFactor": "Factor de beneficio",
  "stats.column.pnl": "P&L",
};
