/** The webhook page: the URL, what to paste into TradingView, test alerts, refused alerts. */
export const alerts = {
  "alerts.title": "Webhook",
  "alerts.subtitle": "Where TradingView sends your alerts.",
  "alerts.tab.setup": "Set-up",
  "alerts.tab.rejected": "Refused alerts",

  "alerts.status.waiting": "Waiting for your first alert",
  "alerts.status.receiving": "Last alert {when}",
  "alerts.status.disabled": "Disabled: alerts are refused",

  "alerts.url.title": "Your webhook URL",
  "alerts.url.label": "Webhook URL",
  "alerts.url.once":
    "This is the only time that the whole URL is shown: we keep no readable copy. Copy it now; this tab remembers it until you close it.",
  "alerts.url.hidden":
    "The whole URL is shown only when it is made. If you no longer have it, make a new one: the old one goes on for 24 hours.",
  "alerts.url.made": "Made {when}",
  "alerts.url.previous": "The previous URL still works until {when}.",
  "alerts.rotate": "Make a new URL",
  "alerts.rotate.title": "Make a new webhook URL?",
  "alerts.rotate.body":
    "You get a new URL at once. The current one keeps working for 24 hours, so that you can change your TradingView alerts one after the other without missing any. Then it stops for good.",
  "alerts.rotate.confirm": "Make a new URL",
  "alerts.disable": "Disable",
  "alerts.disable.title": "Refuse all alerts?",
  "alerts.disable.body":
    "Every alert is refused with 401 until you enable the webhook again. Refused alerts are listed, but make no signal.",
  "alerts.disable.confirm": "Refuse all alerts",
  "alerts.enable": "Enable",
  "alerts.enabled": "The webhook takes alerts again",
  "alerts.disabled": "The webhook refuses alerts now",

  "alerts.message.title": "What to paste into TradingView",
  "alerts.message.body": "Put one of these into the message box of the alert. TradingView fills the placeholders in.",
  "alerts.message.indicator": "Indicator alert",
  "alerts.message.strategy": "Strategy alert",
  "alerts.message.pine": "alert() in Pine",
  "alerts.message.text": "Plain text",
  "alerts.message.indicator.note": "For alerts on an indicator, a condition or a price.",
  "alerts.message.strategy.note": "For alerts on a strategy: one alert covers entries and exits.",
  "alerts.message.pine.note":
    "TradingView does not fill placeholders in alert() calls, so the script builds the message. Choose “Any alert() function call”.",
  "alerts.message.text.note": "No JSON? A line such as this is understood too.",
  "alerts.message.secret": "Replace YOUR_SECRET with the body secret from the settings.",
  "alerts.message.copy": "Copy message",
  "alerts.steps.1": "On your chart, press Alt+A (⌥A) to create an alert.",
  "alerts.steps.2": "Under Notifications, tick Webhook URL and paste your URL.",
  "alerts.steps.3": "Paste the message below into the message box and create the alert.",

  "alerts.test.title": "Send a test alert",
  "alerts.test.body": "It takes the same way as a real one: stored, counted, captured.",
  "alerts.test.ticker": "Symbol",
  "alerts.test.message": "Message",
  "alerts.test.submit": "Send test alert",
  "alerts.test.sent": "The test alert arrived after {ms} ms",
  "alerts.test.open": "Open",

  "alerts.quota.title": "This month",
  "alerts.quota.used": "{used} of {limit} signals",
  "alerts.quota.unlimited": "{used} signals, no limit",
  "alerts.quota.resets": "Starts again {when}",
  "alerts.quota.label": "Signals used this month",

  "rejected.empty.title": "No alert was refused",
  "rejected.empty.body": "An alert that could not become a signal is listed here, with the reason and what was sent.",
  "rejected.body": "What was sent",
  "rejected.noBody": "The body is not kept for this refusal.",
  "rejected.size": "{bytes} bytes",
  "rejected.truncated": "The first 4 KiB of {bytes} bytes",
  "rejected.from": "From {ip}",
} as const;
