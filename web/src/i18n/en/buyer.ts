/** The page of somebody who bought a script and has no account here. */
export const buyer = {
  "buyer.title": "Your purchase",
  "buyer.from": "Bought from {seller}",
  "buyer.at": "Bought on {when}",
  "buyer.scripts": "Gives access on TradingView to",
  "buyer.ask.title": "Who are you on TradingView?",
  "buyer.ask.body": "Enter your TradingView username, and the access is given to it within a minute.",
  "buyer.ask.wrong": "TradingView has no user called “{username}”. Enter your username as it stands in your profile.",
  "buyer.username": "TradingView username",
  "buyer.username.hint":
    "As it stands in your profile: tradingview.com → your picture → your name. Not your e-mail address.",
  "buyer.submit": "Get access",
  "buyer.working.title": "Access is being given",
  "buyer.working.body": "{username} gets access within a minute. This page notices by itself.",
  "buyer.done.title": "Access is given",
  "buyer.done.body":
    "{username} has access. On a chart of TradingView open Indicators → Invite-only scripts; reload the page if it was open.",
  "buyer.failed.title": "Access could not be given",
  "buyer.failed.body": "The seller sees this too and can try it again. Write to them if it takes long.",
  "buyer.waiting.title": "The seller has to finish something first",
  "buyer.waiting.body": "Your purchase has arrived and is taken up as soon as the seller has set the product up.",
  "buyer.ignored.title": "There is nothing to do",
  "buyer.ignored.body": "This purchase was refunded or cancelled. Ask the seller if you think that this is wrong.",
  "buyer.until": "This link works until {when}.",
  "buyer.used": "The username can no longer be changed here: access is being given, or was given.",
  "buyer.expired.title": "This link has expired",
  "buyer.expired.body": "Ask the seller for a new one. Your purchase is not lost.",
  "buyer.invalid.title": "This link does not work",
  "buyer.invalid.body":
    "It may have been cut off on its way: open it from the mail again, or ask the seller for a new one.",
} as const;
