/** Spanish: see the English file of the same name. */

import type { Translation } from "../catalogue";
import type { connection as english } from "../en/connection";

export const connection: Translation<typeof english> = {
  "access.title": "Acceso a scripts",
  "access.tab.grants": "Accesos",
  "access.tab.jobs": "Lotes",
  "access.tab.reconcile": "Conciliar",
  "access.tab.scripts": "Scripts",
  "access.tab.sales": "Ventas",
  "access.tab.events": "Eventos",
  "access.tab.connection": "Conexión",
  "access.tab.olderApi": "API antigua",
  "access.notice.none": "No estás conectado a TradingView: no se puede dar ni leer nada.",
  "access.notice.dead":
    "TradingView ya no acepta tus cookies. Todo espera y continúa por sí solo cuando te conectes de nuevo.",
  "access.notice.warning": {
    one: "Tus cookies tienen {count} día. Conéctate con otras nuevas mientras estas aún funcionan.",
    other: "Tus cookies tienen {count} días. Conéctate con otras nuevas mientras estas aún funcionan.",
  },
  "access.notice.connect": "Conectar",
  "access.notice.reconnect": "Conectar de nuevo",

  "connect.title": "Conecta tu cuenta de TradingView",
  "connect.body":
    "pinewire da, prolonga y retira el acceso a tus scripts por invitación con tu propia sesión, como lo harías a mano.",
  "connect.again.title": "Conectar de nuevo",
  "connect.again.body":
    "Da cookies nuevas de la misma cuenta. Los scripts, los accesos y el historial se conservan, y lo que espera continúa.",
  "connect.before": "Estabas conectado como {username}. Conecta la misma cuenta para seguir donde lo dejaste.",
  "connect.way": "Forma de conectar",
  "connect.way.cookies": "Cookies",
  "connect.way.password": "Nombre y contraseña",
  "connect.cookies.tip":
    "Mejor en una ventana privada que cierres sin cerrar sesión: cerrar sesión termina la sesión y con ella las cookies.",
  "connect.test": "Probar las cookies",
  "connect.test.ok": "Estas cookies funcionan. Son de {username}.",
  "connect.test.plan": "Plan: {plan}.",
  "connect.submit": "Aceptar y conectar",
  "connect.done": "Conectado a TradingView",
  "connect.password.body":
    "Se inicia sesión una vez; la contraseña no se guarda ni se registra. A menudo TradingView pide un captcha, que solo tú puedes resolver: en ese caso usa las cookies.",
  "connect.username": "Usuario o correo de TradingView",
  "connect.password": "Contraseña de TradingView",
  "connect.code": "Código de tu aplicación de autenticación",
  "connect.code.hint": "Esta cuenta tiene autenticación en dos pasos: introduce el código actual.",
  "connect.captcha":
    "TradingView pide un captcha, que solo una persona puede resolver. Inicia sesión en tradingview.com en tu navegador y conecta con las dos cookies.",
  "connect.captcha.action": "Usar las cookies",

  "consent.title": "Qué aceptas",
  "consent.1": "pinewire lee tu nombre, imagen, plan, monedas y scripts, y quién tiene acceso a ellos.",
  "consent.2": "Añade, cambia y retira accesos cuando lo piden tú, tus reglas o tu tienda.",
  "consent.3": "Las cookies se guardan cifradas y se borran al desconectar; una contraseña no se guarda nunca.",
  "consent.4":
    "TradingView no ofrece una interfaz oficial para esto. Sus condiciones restringen el uso automatizado, y puede limitar o cerrar tu cuenta.",
  "consent.text": "El texto (en inglés), versión {version}",
  "consent.agree": "Lo he leído y lo acepto",

  "connection.status.connected": "Conectado",
  "connection.status.warning": "Las cookies envejecen",
  "connection.status.dead": "Las cookies ya no valen",
  "connection.status.disconnected": "Desconectado",
  "connection.renew": "Conectar de nuevo",
  "connection.disconnect": "Desconectar",
  "connection.disconnect.title": "¿Desconectar de TradingView?",
  "connection.disconnect.body":
    "Las cookies se borran al instante. El acceso de tus compradores queda como está en TradingView, y tus scripts, accesos e historial se conservan. No se da nada nuevo hasta que te conectes otra vez.",
  "connection.disconnect.done": "Desconectado; las cookies se han borrado",
  "connection.plan": "Plan",
  "connection.coins": "Monedas",
  "connection.partner": "Saldo de socio",
  "connection.age": "Edad de las cookies",
  "connection.age.days": { one: "{count} día", other: "{count} días" },
  "connection.checked": "Última verificación",
  "connection.next": "Próxima comprobación",
  "connection.since": "Conectado desde",
  "connection.consent": "Consentimiento",
  "connection.consent.given": "versión {version}, {when}",
  "connection.warning.dead":
    "TradingView ya no acepta tus cookies. Conéctate de nuevo; lo que espera continúa por sí solo.",
  "connection.warning.old": {
    one: "Tus cookies tienen {count} día. TradingView termina las sesiones tras unas semanas: conéctate con otras nuevas mientras estas aún funcionan.",
    other:
      "Tus cookies tienen {count} días. TradingView termina las sesiones tras unas semanas: conéctate con otras nuevas mientras estas aún funcionan.",
  },
  "connection.warning.failing": "La última comprobación no pudo saberlo. {reason}",
  "connection.warning.consent": "Hay una versión nueva de lo que aceptaste. Léela y conéctate de nuevo.",

  "health.title": "Salud de la conexión",
  "health.body":
    "Se comprueba cada media hora. Las cifras son de los últimos siete días; las comprobaciones se guardan 90.",
  "health.empty": "Aún no hay comprobaciones",
  "health.checks": "Comprobaciones",
  "health.healthy": "Correctas",
  "health.average": "Respuesta media",
  "health.slowest": "Respuesta más lenta",
  "health.ms": "{ms} ms",
  "health.at": "Cuándo",
  "health.result": "Resultado",
  "health.ok": "Funciona",
  "health.cause": "Por qué",
  "health.cause.connect": "Al conectar",
  "health.cause.schedule": "Comprobación periódica",
  "health.cause.request": "Se rechazó una petición",
  "health.http": "HTTP",
  "health.latency": "Latencia",

  "failure.user_not_found": "TradingView no tiene ningún usuario con este nombre. Pide al comprador el nombre exacto.",
  "failure.script_not_found":
    "TradingView no permite compartir este script. Sincroniza tus scripts y comprueba que sea por invitación.",
  "failure.refused": "TradingView rechazó la petición. Revisa los ajustes del script en TradingView.",
  "failure.no_access": "El usuario no tiene acceso a este script, así que no hay nada que cambiar.",
  "failure.trial_used": "El usuario tiene o tuvo acceso a este script, así que no se da una prueba.",
  "failure.expiry_too_late": "El acceso terminaría después del año 9999. Elige una duración menor o de por vida.",
  "failure.session_dead": "TradingView ya no acepta tus cookies. Conéctate de nuevo; el trabajo continúa por sí solo.",
  "failure.rate_limited": "TradingView no admite más peticiones por ahora. Se reintenta automáticamente.",
  "failure.unavailable": "TradingView respondió con un error. Se reintenta automáticamente.",
  "failure.no_answer": "TradingView no respondió. Se busca el resultado antes de volver a intentarlo.",
  "failure.not_sent": "No se pudo contactar con TradingView. Se reintenta automáticamente.",
  "failure.unexpected_answer":
    "No se entendió la respuesta de TradingView. Se busca el resultado antes de volver a intentarlo.",
  "failure.endpoint_gone": "TradingView ya no ofrece esta función en la dirección conocida. Contacta con soporte.",
  "failure.short.user_not_found": "Usuario desconocido",
  "failure.short.script_not_found": "Script no compartible",
  "failure.short.refused": "Rechazado",
  "failure.short.no_access": "Sin acceso",
  "failure.short.trial_used": "Prueba ya usada",
  "failure.short.expiry_too_late": "Fin demasiado tarde",
  "failure.short.session_dead": "Cookies sin validez",
  "failure.short.rate_limited": "Límite de peticiones",
  "failure.short.unavailable": "Error en TradingView",
  "failure.short.no_answer": "Sin respuesta",
  "failure.short.not_sent": "No se llegó",
  "failure.short.unexpected_answer": "Respuesta inesperada",
  "failure.short.endpoint_gone": "Dirección retirada",

  "refusal.cookies_rejected":
    "TradingView no acepta estas cookies. Inicia sesión en tradingview.com y copia ambas de nuevo, sin cerrar sesión después.",
  "refusal.captcha_required":
    "TradingView pide un captcha, que solo tú puedes resolver. Inicia sesión en tradingview.com y conecta con las cookies.",
  "refusal.two_factor_required": "Esta cuenta tiene autenticación en dos pasos. Introduce el código actual.",
  "refusal.tradingview_credentials_rejected":
    "TradingView no acepta este usuario, contraseña o código. Compruébalos o conecta con las cookies.",
  "refusal.tradingview_account_taken":
    "Esta cuenta de TradingView está conectada a otra cuenta de pinewire. Desconéctala allí primero.",
  "refusal.tradingview_unavailable":
    "Ahora mismo no se pudo preguntar a TradingView. No ha cambiado nada; inténtalo en un minuto.",
  "refusal.not_connected": "No estás conectado a TradingView. Conéctate primero.",
  "refusal.connection_dead": "TradingView ya no acepta tus cookies. Conéctate de nuevo primero.",
  "refusal.link_expired": "Este enlace ha caducado. Pide uno nuevo al vendedor.",
};
