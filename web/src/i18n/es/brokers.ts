/** Spanish: see the English file of the same name. */

import type { Translation } from "../catalogue";
import type { brokers as english } from "../en/brokers";

export const brokers: Translation<typeof english> = {
  "brokers.accounts": "Cuentas",
  "brokers.accounts.body": "A dónde van tus órdenes. Cada una tiene sus límites y sus registros.",
  "brokers.empty.title": "Aún no hay ninguna cuenta con la que operar",
  "brokers.empty.body":
    "Vincula tu cuenta en un bróker o abre aquí una de práctica: su dinero no existe, todo lo demás es como con un bróker.",
  "brokers.link": "Añadir una cuenta",
  "brokers.broker": "Dónde",
  "brokers.about.alpaca":
    "Acciones de EE. UU. y criptomonedas. Inicias sesión en Alpaca y eliges la cuenta; pinewire nunca ve tu contraseña.",
  "brokers.about.paper": "Las órdenes se ejecutan dentro de pinewire a precios de mercado, con dinero que no existe.",
  "brokers.environment": "Dinero",
  "brokers.environment.live": "Dinero real",
  "brokers.environment.paper": "Dinero de práctica",
  "brokers.live.warning": "Esta cuenta opera con dinero real. Puedes perder más de lo que pones.",
  "brokers.link.hint": "Saldrás de esta página hacia la de {broker} y volverás aquí.",
  "brokers.link.submit": "Continuar en {broker}",
  "brokers.name": "Nombre",
  "brokers.name.hint": "Solo para ti. Si queda vacío, se numera.",
  "brokers.open.submit": "Abrir la cuenta de práctica",
  "brokers.opened": "{name} está abierta",
  "brokers.linked": "{name} está vinculada. Ya puedes operar con ella.",
  "brokers.notLinked": "La cuenta no se vinculó",
  "brokers.linkError.link_denied": "No lo permitiste en el bróker. Empieza de nuevo cuando quieras.",
  "brokers.linkError.link_state_invalid": "La vuelta tardó demasiado o ya se usó. Empieza de nuevo en este navegador.",
  "brokers.linkError.link_code_invalid": "El código del bróker es demasiado viejo o ya se usó. Empieza de nuevo.",
  "brokers.linkError.link_useless":
    "La respuesta del bróker no abre ninguna cuenta de este tipo. Empieza de nuevo y elige la cuenta correcta.",
  "brokers.linkError.already_linked": "Esta cuenta ya está vinculada y el vínculo funciona.",
  "brokers.linkError.account_taken":
    "Otro usuario de pinewire ha vinculado esta cuenta. Antes hay que desvincularla allí.",
  "brokers.linkError.too_many_accounts":
    "Tienes tantas cuentas como puede haber. Vuelve a vincular una de ellas en su lugar.",
  "brokers.linkError.too_many_links": "Se empezaron demasiados vínculos. Espera un poco y empieza de nuevo.",
  "brokers.linkError.agreement_required": "Acepta antes la advertencia de riesgos y las condiciones.",
  "brokers.linkError.region_blocked": "Donde estás no se ofrece operar.",
  "brokers.linkError.unavailable": "No se pudo contactar con el bróker. Prueba de nuevo en un momento.",
  "brokers.status.active": "Vinculada",
  "brokers.status.error": "Vínculo roto",
  "brokers.status.revoked": "Desvinculada",
  "brokers.error.title": "No sale ninguna orden hasta que esta cuenta se vincule de nuevo.",
  "brokers.linkedAt": "vinculada el {when}",
  "brokers.unlinkedAt": "desvinculada el {when}",
  "brokers.checkedAt": "comprobada {when}",
  "brokers.trade": "Operar",
  "brokers.limits": "Límites",
  "brokers.rename": "Cambiar el nombre",
  "brokers.relink": "Vincular de nuevo",
  "brokers.relink.title": "Vincular {name} de nuevo",
  "brokers.relink.body":
    "Inicia sesión en el bróker y elige la misma cuenta: conserva sus órdenes, sus límites y su historial.",
  "brokers.reopen": "Abrir de nuevo",
  "brokers.unlink": "Desvincular",
  "brokers.unlink.title": "¿Desvincular {name}?",
  "brokers.unlink.body":
    "La llave de la cuenta se borra al momento. Las órdenes abiertas en el bróker siguen abiertas allí: cancélalas antes. El historial y los límites se quedan aquí.",
  "brokers.close": "Cerrar",
  "brokers.close.title": "¿Cerrar {name}?",
  "brokers.close.body":
    "Ya no se puede ordenar nada con ella. El historial y los límites se quedan, y puedes abrirla de nuevo.",
  "brokers.unlinked": "{name} está cerrada",
  "brokers.region.title": "Donde estás no se ofrece operar",
  "brokers.region.body":
    "No se pueden vincular cuentas desde tu país ({country}). Lo que tienes se puede ver y cerrar.",

  "agreement.title": "Antes de operar",
  "agreement.1": "Operar puede costar más de lo que pones.",
  "agreement.2": "Las órdenes que envíes tú, tus alertas o TradingView se ejecutan con tu dinero.",
  "agreement.3": "Los programas, las redes y los mercados fallan. Los límites y los stops ayudan y no garantizan nada.",
  "agreement.text": "Los textos, versión {version}",
  "agreement.risks": "Advertencia de riesgos",
  "agreement.terms": "Condiciones",
  "agreement.accept": "He leído ambos y los acepto",
  "agreement.newer":
    "La advertencia de riesgos y las condiciones han cambiado. Hasta que las aceptes, solo se puede cerrar.",
  "agreement.read": "Leer y aceptar",
  "agreement.submit": "Aceptar",
  "agreement.accepted": "Aceptado",
};
