/** Spanish: see the English file of the same name. */

import type { Translation } from "../catalogue";
import type { auth as english } from "../en/auth";

export const auth: Translation<typeof english> = {
  "auth.tagline": "Todas tus alertas de TradingView, guardadas: con su gráfico, su resultado y lo que ganaron.",
  "auth.point.capture": "Una URL de webhook privada. Cada alerta se guarda una vez: nunca se pierde, nunca se repite.",
  "auth.point.chart": "Una captura de tu gráfico en el momento de la alerta.",
  "auth.point.stats": "Tasa de acierto, factor de beneficio y rachas por ticker y estrategia.",

  "auth.email": "Correo electrónico",
  "auth.password": "Contraseña",
  "auth.password.hint": "Al menos 8 caracteres; mejor 15 o más.",
  "auth.password.show": "Mostrar la contraseña",
  "auth.password.hide": "Ocultar la contraseña",
  "auth.name": "Nombre",
  "auth.name.hint": "Cómo te llamamos. Puedes dejarlo vacío.",

  "auth.signIn.title": "Inicia sesión",
  "auth.signIn.submit": "Iniciar sesión",
  "auth.signIn.none": "¿Aún no tienes cuenta?",
  "auth.signUp.title": "Crea tu cuenta",
  "auth.signUp.submit": "Crear cuenta",
  "auth.signUp.have": "¿Ya tienes una cuenta?",
  "auth.forgot.link": "¿Has olvidado tu contraseña?",
  "auth.forgot.title": "Restablece tu contraseña",
  "auth.forgot.body": "Enviamos al correo de tu cuenta un enlace para elegir otra contraseña.",
  "auth.forgot.submit": "Enviar el enlace",
  "auth.forgot.sent.title": "Mira tu bandeja de entrada",
  "auth.forgot.sent.body": "Si {email} tiene una cuenta, el enlace está en camino. Sirve una vez y por poco tiempo.",
  "auth.forgot.back": "Volver a iniciar sesión",
  "auth.reset.title": "Elige otra contraseña",
  "auth.reset.body": "Después se cierran todas tus sesiones y entras con la contraseña nueva.",
  "auth.reset.submit": "Guardar la contraseña",
  "auth.reset.done": "Tu contraseña ha cambiado. Inicia sesión con ella.",
  "auth.reset.noToken": "Este enlace no está completo. Ábrelo de nuevo desde el correo o pide otro.",
  "auth.signOut": "Cerrar sesión",
  "auth.expired": "Tu sesión ha terminado. Inicia sesión para continuar.",

  "welcome.title": "De la alerta a la señal",
  "welcome.body": "Cuatro pasos, unos dos minutos. Puedes irte y volver cuando quieras.",
  "welcome.progress": "{done} de {total} pasos hechos",
  "welcome.account.title": "Crea tu cuenta",
  "welcome.account.body": "Hecho. Tu URL de webhook se creó con ella.",
  "welcome.url.title": "Copia tu URL de webhook",
  "welcome.url.body":
    "Quien tenga esta URL puede enviar alertas en tu nombre. Se muestra una sola vez; guárdala como una contraseña.",
  "welcome.url.gone": "La URL se mostró al crearla. Si no la guardaste, crea otra en la página del webhook.",
  "welcome.url.go": "Abrir la página del webhook",
  "welcome.url.done": "Ya la he copiado",
  "welcome.alert.title": "Crea una alerta en TradingView",
  "welcome.alert.body":
    "Abre el diálogo de alertas en tu gráfico, pega la URL en Notificaciones → URL de webhook y pega esto como mensaje:",
  "welcome.wait.title": "Mira llegar la primera alerta",
  "welcome.wait.waiting": "Esperando tu primera alerta…",
  "welcome.wait.body":
    "Esta página se entera sola. ¿Mercados cerrados? Envía una alerta de prueba: sigue el mismo camino.",
  "welcome.wait.seen": "Funciona: ha llegado {symbol}.",
  "welcome.wait.open": "Abrir la señal",
  "welcome.all": "Ir a todas las señales",
  "welcome.skip": "Omitir por ahora",
};
