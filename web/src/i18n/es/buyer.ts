/** Spanish: see the English file of the same name. */

import type { Translation } from "../catalogue";
import type { buyer as english } from "../en/buyer";

export const buyer: Translation<typeof english> = {
  "buyer.title": "Tu compra",
  "buyer.from": "Comprado a {seller}",
  "buyer.at": "Comprado el {when}",
  "buyer.scripts": "Da acceso en TradingView a",
  "buyer.ask.title": "¿Quién eres en TradingView?",
  "buyer.ask.body": "Escribe tu usuario de TradingView y recibirá el acceso en un minuto.",
  "buyer.ask.wrong":
    "TradingView no tiene ningún usuario llamado «{username}». Escribe tu usuario tal como figura en tu perfil.",
  "buyer.username": "Usuario de TradingView",
  "buyer.username.hint": "Como figura en tu perfil: tradingview.com → tu imagen → tu nombre. No es tu correo.",
  "buyer.submit": "Obtener acceso",
  "buyer.working.title": "Se está dando el acceso",
  "buyer.working.body": "{username} recibe el acceso en un minuto. Esta página se actualiza sola.",
  "buyer.done.title": "El acceso está dado",
  "buyer.done.body":
    "{username} tiene acceso. En un gráfico de TradingView abre Indicadores → Scripts solo por invitación; recarga la página si estaba abierta.",
  "buyer.failed.title": "No se pudo dar el acceso",
  "buyer.failed.body": "El vendedor también lo ve y puede intentarlo de nuevo. Escríbele si tarda mucho.",
  "buyer.waiting.title": "El vendedor tiene que terminar algo antes",
  "buyer.waiting.body": "Tu compra ha llegado y se atenderá en cuanto el vendedor configure el producto.",
  "buyer.ignored.title": "No hay nada que hacer",
  "buyer.ignored.body": "Esta compra se reembolsó o se canceló. Pregunta al vendedor si crees que es un error.",
  "buyer.until": "Este enlace vale hasta {when}.",
  "buyer.used": "El usuario ya no se puede cambiar aquí: el acceso se está dando o ya se dio.",
  "buyer.expired.title": "Este enlace ha caducado",
  "buyer.expired.body": "Pide uno nuevo al vendedor. Tu compra no se ha perdido.",
  "buyer.invalid.title": "Este enlace no funciona",
  "buyer.invalid.body": "Quizá se cortó por el camino: ábrelo de nuevo desde el correo o pide otro al vendedor.",
};
