/** A request as a shop sends it, for a terminal: signed as the Standard Webhooks specification says. */
export function signedCurl({
  url,
  secret,
  product,
  eventId,
}: Record<"url" | "secret" | "product" | "eventId", string>): string {
  const body = JSON.stringify({
    event_id: eventId,
    event: "purchase",
    product,
    email: "buyer@example.com",
    tradingview_username: "TraderJane",
  });
  return `BODY='${body.replaceAll("'", "'\\''")}'
ID=msg_${eventId}; AT=$(date +%s)
KEY=$(printf %s '${secret.replace(/^whsec_/, "")}' | base64 -d | xxd -p -c 99)
SIG=$(printf '%s.%s.%s' "$ID" "$AT" "$BODY" | openssl dgst -sha256 -mac HMAC -macopt hexkey:$KEY -binary | base64)
curl -sS '${url}' -H "webhook-id: $ID" -H "webhook-timestamp: $AT" -H "webhook-signature: v1,$SIG" -d "$BODY"`;
}
