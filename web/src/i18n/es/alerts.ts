/** Spanish: see the English file of the same name. */

import type { Translation } from "../catalogue";
import type { alerts as english } from "../en/alerts";

export const alerts: Translation<typeof english> = {
  "alerts.title": "Webhook",
  "alerts.subtitle": "Adonde TradingView envía tus alertas.",
  "alerts.tab.setup": "Configuración",
  "alerts.tab.rejected": "Alertas rechazadas",

  "alerts.status.waiting": "Esperando tu primera alerta",
  "alerts.status.receiving": "Última alerta {when}",
  "alerts.status.disabled": "Desactivado: se rechazan las alertas",

  "alerts.url.title": "Tu URL de webhook",
  "alerts.url.label": "URL de webhook",
  "alerts.url.once":
    "Es la única vez que se muestra la URL completa: no guardamos ninguna copia legible. Cópiala ahora; esta pestaña la recuerda hasta que la cierres.",
  "alerts.url.hidden":
    "La URL completa solo se muestra al crearla. Si ya no la tienes, crea otra: la anterior sigue valiendo 24 horas.",
  "alerts.url.made": "Creada {when}",
  "alerts.url.previous": "La URL anterior funciona todavía hasta {when}.",
  "alerts.rotate": "Crear otra URL",
  "alerts.rotate.title": "¿Crear otra URL de webhook?",
  "alerts.rotate.body":
    "Obtienes una URL nueva al momento. La actual sigue funcionando 24 horas para que puedas cambiar tus alertas de TradingView una tras otra sin perder ninguna. Después deja de funcionar para siempre.",
  "alerts.rotate.confirm": "Crear otra URL",
  "alerts.disable": "Desactivar",
  "alerts.disable.title": "¿Rechazar todas las alertas?",
  "alerts.disable.body":
    "Toda alerta se rechaza con 401 hasta que vuelvas a activar el webhook. Las rechazadas aparecen en la lista, pero no crean señales.",
  "alerts.disable.confirm": "Rechazar todas las alertas",
  "alerts.enable": "Activar",
  "alerts.enabled": "El webhook vuelve a aceptar alertas",
  "alerts.disabled": "El webhook rechaza ahora las alertas",

  "alerts.message.title": "Qué pegar en TradingView",
  "alerts.message.body": "Pon uno de estos textos en el mensaje de la alerta. TradingView rellena las variables.",
  "alerts.message.indicator": "Alerta de indicador",
  "alerts.message.strategy": "Alerta de estrategia",
  "alerts.message.pine": "alert() en Pine",
  "alerts.message.text": "Texto simple",
  "alerts.message.indicator.note": "Para alertas de un indicador, una condición o un precio.",
  "alerts.message.strategy.note": "Para alertas de una estrategia: una sola cubre entradas y salidas.",
  "alerts.message.pine.note":
    "TradingView no rellena variables en las llamadas a alert(), así que el script construye el mensaje. Elige «Cualquier llamada a la función alert()».",
  "alerts.message.text.note": "¿Sin JSON? También se entiende una línea como esta.",
  "alerts.message.secret": "Sustituye YOUR_SECRET por el secreto del cuerpo que fijaste en los ajustes.",
  "alerts.message.copy": "Copiar mensaje",
  "alerts.steps.1": "En tu gráfico, pulsa Alt+A (⌥A) para crear una alerta.",
  "alerts.steps.2": "En Notificaciones, marca URL de webhook y pega tu URL.",
  "alerts.steps.3": "Pega el mensaje de abajo en el campo del mensaje y crea la alerta.",
  "alerts.steps.note": "TradingView solo envía webhooks de cuentas con verificación en dos pasos.",

  "alerts.test.title": "Envía una alerta de prueba",
  "alerts.test.body": "Sigue el mismo camino que una real: se guarda, se cuenta y se captura.",
  "alerts.test.ticker": "Símbolo",
  "alerts.test.message": "Mensaje",
  "alerts.test.submit": "Enviar alerta de prueba",
  "alerts.test.sent": "La alerta de prueba llegó en {ms} ms",
  "alerts.test.open": "Abrir",

  "alerts.quota.title": "Este mes",
  "alerts.quota.used": "{used} de {limit} señales",
  "alerts.quota.unlimited": "{used} señales, sin límite",
  "alerts.quota.resets": "Empieza de nuevo el {when}",
  "alerts.quota.label": "Señales usadas este mes",

  "rejected.empty.title": "No se ha rechazado ninguna alerta",
  "rejected.empty.body": "Una alerta que no pudo convertirse en señal aparece aquí, con el motivo y lo que se envió.",
  "rejected.body": "Lo que se envió",
  "rejected.noBody": "De este rechazo no se guarda el cuerpo.",
  "rejected.size": "{bytes} bytes",
  "rejected.truncated": "Los primeros 4 KiB de {bytes} bytes",
  "rejected.from": "Desde {ip}",

  "alerts.message.name": "Nombre de tu indicador o estrategia",
  "alerts.message.name.placeholder": "Mi indicador",
  "notice.cookies": "TradingView ya no acepta tus cookies: no se pueden capturar gráficos privados.",
  "notice.cookies.action": "Definir cookies nuevas",
  "notice.quota": "La cuota de este mes se ha agotado: las alertas se rechazan hasta el {when}.",
  "notice.disabled": "Tu webhook está desactivado: se rechaza toda alerta.",
  "notice.disabled.action": "Abrir la página del webhook",
};
